package org.virtp2v.core.progress;

/**
 * A smoothed rate, from samples of a count that only grows. It begins with the first sample after the count has begun
 * to grow: how long before that sample it was, and how much of it came in one burst, is not known. Not thread-safe.
 */
final class Rate {
    /** A shorter time than this, in seconds, is too short for a rate; it waits for the next sample. */
    private static final double SHORTEST_SECONDS = 0.1;

    /** How long, in seconds, a change takes to show for the most part. */
    private final double smoothing;
    /** Whether the first sample counts in full, so that later ones only change it; else the first ones count alike. */
    private final boolean quick;
    /** Of a time in which nothing happens, no more than this counts, in seconds. */
    private final double longestPause;
    private boolean begun;
    private boolean growing;
    private long sampledAt;
    private long sampledCount;
    private double pause;
    private double sum;
    /** How much of {@link #sum} comes from samples, 0 to 1; the rest is the nothing that it began with. */
    private double weight;

    private Rate(double smoothing, boolean quick, double longestPause) {
        this.smoothing = smoothing;
        this.quick = quick;
        this.longestPause = longestPause;
    }

    /** What people see: it follows what happens. */
    static Rate present() {
        return new Rate(2, true, Double.POSITIVE_INFINITY);
    }

    /**
     * What estimates are made from: on a line that stops and goes, the present rate is most often wrong. A longer
     * standstill, which is told, says nothing of what comes after it.
     */
    static Rate steady() {
        return new Rate(60, false, 5);
    }

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
        if (begun && seconds < SHORTEST_SECONDS) {
            return rate();
        }
        if (growing) {
            take(count - sampledCount, seconds);
        }
        growing |= begun && count > sampledCount;
        begun = true;
        sampledAt = nanoTime;
        sampledCount = count;
        return rate();
    }

    private void take(long step, double seconds) {
        double counted = step > 0 ? seconds : Math.min(seconds, longestPause - pause);
        pause = step > 0 ? 0 : pause + counted;
        double share = quick && weight == 0 ? 1 : 1 - Math.exp(-counted / smoothing);
        sum += share * (step / seconds - sum);
        weight += share * (1 - weight);
    }

    private double rate() {
        return weight == 0 ? 0 : sum / weight;
    }
}
