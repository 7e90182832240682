package org.virtp2v.core.convert;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.ReadWatcher;

/**
 * Measures how far virt-v2v is with copying one disk, from the reads it asks for. It copies from the beginning to the
 * end and skips holes, so the end of the furthest read is how far it is. Thread-safe; needs the same little memory for
 * any disk.
 */
final class CopyMeter implements ReadWatcher {
    /** Weight of the newest sample in the smoothed rates. */
    private static final double SMOOTHING = 0.25;

    private final long size;
    private boolean copying;
    private long furthest;
    private long bytes;
    private long sampledAt;
    private long sampledBytes;
    private long sampledFurthest;
    private double readRate;
    private double advanceRate;

    /**
     * @param size
     *            the disk's size in bytes
     */
    CopyMeter(long size) {
        this.size = size;
    }

    /**
     * A reading of the meter.
     *
     * @param position
     *            bytes from the beginning of the disk that are done
     * @param bytesRead
     *            bytes asked for since copying began
     * @param bytesPerSecond
     *            the smoothed rate of reading
     * @param timeLeft
     *            null when there is no basis for an estimate
     */
    record Sample(long position, long bytesRead, double bytesPerSecond, @Nullable Duration timeLeft) {
    }

    @Override
    public synchronized void reading(long offset, long length) {
        if (copying) {
            bytes += length;
            furthest = Math.min(size, Math.max(furthest, offset + length));
        }
    }

    /** Copying begins: what was read before was only looked at. */
    synchronized void begin(long nanoTime) {
        copying = true;
        sampledAt = nanoTime;
    }

    /** Reads the meter; the time comes from {@link System#nanoTime()}. */
    synchronized Sample sample(long nanoTime) {
        double seconds = (nanoTime - sampledAt) / 1e9;
        if (seconds > 0) {
            readRate = smooth(readRate, (bytes - sampledBytes) / seconds);
            advanceRate = smooth(advanceRate, (furthest - sampledFurthest) / seconds);
            sampledAt = nanoTime;
            sampledBytes = bytes;
            sampledFurthest = furthest;
        }
        Duration left = advanceRate < 1 ? null : Duration.ofSeconds(Math.round((size - furthest) / advanceRate));
        return new Sample(furthest, bytes, readRate, left);
    }

    /** Copying is done: the disk is at its end. */
    synchronized Sample end(long nanoTime) {
        sample(nanoTime);
        copying = false;
        furthest = size;
        return new Sample(size, bytes, readRate, Duration.ZERO);
    }

    private static double smooth(double before, double now) {
        return before == 0 ? now : before + SMOOTHING * (now - before);
    }
}
