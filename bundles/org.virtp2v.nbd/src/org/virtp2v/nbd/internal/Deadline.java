package org.virtp2v.nbd.internal;

import java.time.Duration;

/**
 * A moment after which nothing is waited for any more.
 *
 * @param nanoTime
 *            that moment, by {@link System#nanoTime}
 */
record Deadline(long nanoTime) {

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Milliseconds until then, never negative. */
    long remainingMillis() {
        return Math.max(0, (nanoTime - System.nanoTime()) / 1_000_000);
    }

    boolean isOver() {
        return remainingMillis() == 0;
    }
}
