package org.virtp2v.core.progress;

/** A smoothed rate, from samples of a count that only grows. Not thread-safe. */
final class Rate {
    /** How long, in seconds, a change takes to show for the most part. */
    private static final double SMOOTHING_SECONDS = 2;
    /** A shorter time than this, in seconds, tells nothing; it waits for the next sample. */
    private static final double SHORTEST_SECONDS = 0.1;

    private boolean begun;
    private long sampledAt;
    private long sampledCount;
    private double perSecond;
    private boolean known;

    /**
     * Takes a sample.
     *
     * @param count
     *            the count
     * @param nanoTime
     *            when, by {@link System#nanoTime()}
     * @return the rate per second; 0 at first
     */
    double sample(long count, long nanoTime) {
        double seconds = (nanoTime - sampledAt) / 1e9;
        if (begun && seconds >= SHORTEST_SECONDS) {
            double now = (count - sampledCount) / seconds;
            perSecond = known ? perSecond + (1 - Math.exp(-seconds / SMOOTHING_SECONDS)) * (now - perSecond) : now;
            known |= now > 0;
        }
        if (!begun || seconds >= SHORTEST_SECONDS) {
            begun = true;
            sampledAt = nanoTime;
            sampledCount = count;
        }
        return perSecond;
    }
}
