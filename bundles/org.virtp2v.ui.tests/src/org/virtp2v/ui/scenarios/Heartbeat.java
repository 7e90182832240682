package org.virtp2v.ui.scenarios;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.swt.widgets.Display;

/** Asks the UI thread for an answer again and again, and remembers the longest time it took. */
final class Heartbeat implements AutoCloseable {
    private static final int PAUSE_MILLIS = 5;

    private final AtomicLong longest = new AtomicLong();
    private final Thread thread;

    private Heartbeat(Display display) {
        thread = new Thread(() -> beat(display), "heartbeat");
        thread.setDaemon(true);
    }

    static Heartbeat of(Display display) {
        Heartbeat heart = new Heartbeat(display);
        heart.thread.start();
        return heart;
    }

    private void beat(Display display) {
        try {
            while (!Thread.interrupted()) {
                long asked = System.nanoTime();
                display.syncExec(() -> {
                });
                longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The longest time so far that an answer took. */
    Duration longestGap() {
        return Duration.ofNanos(longest.get());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
