package org.virtp2v.ui.scenarios;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what a person waits for. */
final class Wait {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final int POLL_MILLIS = 25;

    private Wait() {
    }

    /** Waits until something is so, for a few seconds; {@code what} says what it is. */
    static void until(String what, BooleanSupplier condition) {
        until(what, USUAL, condition);
    }

    /** Waits until something is so. */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
