package org.virtp2v.core.progress;

/** A smoothed rate, from samples of a count that only grows. Not thread-safe. */
final class Rate {
    /** A shorter time than this, in seconds, is too short for a rate; it waits for the next sample. */
    private static final double SHORTEST_SECONDS = 0.1;

    /** How long, in seconds, a change takes to show for the most part. */
    private final double smoothing;
    /** Whether the first sample counts in full, so that later ones only change it; else the first ones count alike. */
    private final boolean quick;
    private boolean begun;
    private long sampledAt;
    private long sampledCount;
    private double sum;
    /** How much of {@link #sum} comes from samples, 0 to 1; the rest is the nothing that it began with. */
    private double weight;

    private Rate(double smoothing, boolean quick) {
        this.smoothing = smoothing;
        this.quick = quick;
    }

    /** What people see: it follows what happens. */
    static Rate present() {
        return new Rate(2, true);
    }

    /** What estimates are made from: on a line that stops and goes, the present rate is most often wrong. */
    static Rate steady() {
        return new Rate(60, false);
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
        if (begun && seconds >= SHORTEST_SECONDS) {
            double now = (count - sampledCount) / seconds;
            if (weight > 0 || now > 0) {
                double share = quick && weight == 0 ? 1 : 1 - Math.exp(-seconds / smoothing);
                sum += share * (now - sum);
                weight += share * (1 - weight);
            }
        }
        if (!begun || seconds >= SHORTEST_SECONDS) {
            begun = true;
            sampledAt = nanoTime;
            sampledCount = count;
        }
        return weight == 0 ? 0 : sum / weight;
    }
}
