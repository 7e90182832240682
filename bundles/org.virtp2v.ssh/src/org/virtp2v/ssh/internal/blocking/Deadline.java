package org.virtp2v.ssh.internal.blocking;

import java.time.Duration;

/**
 * A point in time by which something must have happened.
 *
 * @param nanos
 *            as in {@link System#nanoTime()}
 */
public record Deadline(long nanos) {

    public static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Time left, in nanoseconds; never negative. */
    public long remainingNanos() {
        return Math.max(0, nanos - System.nanoTime());
    }

    /** Time left; never negative. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /** Time left in milliseconds, at least 1, for calls where 0 means for ever. */
    public int remainingMillis() {
        return Math.clamp(remainingNanos() / 1_000_000, 1, Integer.MAX_VALUE);
    }

    boolean passed() {
        return remainingNanos() == 0;
    }
}
