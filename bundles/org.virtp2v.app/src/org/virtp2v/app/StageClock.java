package org.virtp2v.app;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * Shows at the bottom of a terminal what has been going on for how long, where nothing else says that something is.
 * Thread-safe.
 */
final class StageClock {
    private static final Messages TEXT = Messages.beside(StageClock.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private @Nullable String stage;
    private long began;
    private boolean alive;
    private @Nullable Thread ticking;

    StageClock(Terminal terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    /** From now on this goes on. */
    synchronized void begin(String stage) {
        this.stage = stage;
        began = nanoTime.getAsLong();
        start();
    }

    /** Nothing goes on any more. */
    synchronized void stop() {
        stage = null;
        Thread ended = ticking;
        if (ended != null) {
            ended.interrupt();
            ticking = null;
        }
    }

    /** Ticks each second from now on, while something goes on; only where there is a line to rewrite. */
    synchronized void tickEachSecond() {
        alive = terminal.rewritesStatus();
        start();
    }

    private void start() {
        if (alive && stage != null && ticking == null) {
            ticking = Thread.ofPlatform().daemon().name("clock").start(this::run);
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(SECOND);
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows it, unless something else has been shown there within the last second or so. */
    synchronized void tick() {
        if (stage != null) {
            terminal.idle(TEXT.get("elapsed", stage,
                    Numbers.time(Duration.ofNanos(nanoTime.getAsLong() - began))));
        }
    }
}
