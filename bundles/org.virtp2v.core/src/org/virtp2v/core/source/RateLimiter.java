package org.virtp2v.core.source;

/**
 * Limits how many bytes a second pass, all that share it together: a token bucket (ITU-T I.371's virtual scheduling)
 * that never lets more than a tenth of a second's bytes through at once. It only computes; the reader waits.
 * Thread-safe.
 */
public final class RateLimiter {
    private static final long SECOND = 1_000_000_000L;
    /** The largest read at once, and the largest burst after an idle time, each as a part of a second. */
    private static final int PART = 20;

    private final double nanosPerByte;
    private final int most;
    /** When everything let through so far is due; by {@link System#nanoTime()}. */
    private long due;

    /**
     * @param bytesPerSecond
     *            the limit, at least 1
     * @param nanoTime
     *            the present, by {@link System#nanoTime()}
     */
    public RateLimiter(long bytesPerSecond, long nanoTime) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytes per second: " + bytesPerSecond);
        }
        nanosPerByte = (double) SECOND / bytesPerSecond;
        most = Math.clamp(bytesPerSecond / PART, 1, Integer.MAX_VALUE);
        due = nanoTime;
    }

    /** The most bytes that may be let through at once, at least 1. */
    public int most() {
        return most;
    }

    /**
     * Bytes were let through.
     *
     * @param bytes
     *            how many, not negative
     * @param nanoTime
     *            the present, by {@link System#nanoTime()}
     * @return when whoever let them through may let through more, by {@link System#nanoTime()}; as each waits for its
     *         own turn, all get the same
     */
    public synchronized long passed(int bytes, long nanoTime) {
        long earliest = nanoTime - SECOND / PART;
        due = (due - earliest < 0 ? earliest : due) + Math.round(bytes * nanosPerByte);
        return due;
    }
}
