package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The rates of the last minutes. However often a rate comes, it keeps no more than one for each moment. Not
 * thread-safe.
 */
final class RateHistory {
    /** How far back it remembers. */
    static final Duration LENGTH = Duration.ofMinutes(3);
    /** Two rates are at least this far apart. */
    private static final long STEP = Duration.ofMillis(400).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();
    private double highest;

    /**
     * A rate.
     *
     * @param nanoTime
     *            when, by {@link System#nanoTime()}
     * @param bytesPerSecond
     *            how fast
     */
    record Sample(long nanoTime, double bytesPerSecond) {
    }

    /** Adds a rate; of those that come too soon after one another only the first counts. */
    void add(long nanoTime, double bytesPerSecond) {
        if (samples.isEmpty() || nanoTime - samples.getLast().nanoTime() >= STEP) {
            samples.addLast(new Sample(nanoTime, bytesPerSecond));
            highest = Math.max(highest, bytesPerSecond);
        }
        while (nanoTime - samples.getFirst().nanoTime() > LENGTH.toNanos()) {
            samples.removeFirst();
        }
    }

    /** The rates, oldest first. */
    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** The highest rate ever, so a scale that holds it never shrinks. */
    double highest() {
        return highest;
    }

    /** The end of a scale for a rate: 1, 2 or 5 and zeros, in MB/s; at least 10. */
    static double scale(double bytesPerSecond) {
        double step = 10e6;
        while (true) {
            for (double factor : new double[] { 1, 2, 5 }) {
                if (bytesPerSecond <= step * factor) {
                    return step * factor;
                }
            }
            step *= 10;
        }
    }
}
