package org.virtp2v.core.progress;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How far copying is, of one disk or of all disks together. The code that measures or shows it keeps the last one and
 * takes the next by {@link #then}, the one place that ensures that there are never fewer percent than before.
 *
 * @param percent
 *            how much is done, 0 to 100
 * @param bytesRead
 *            bytes that were delivered while copying
 * @param bytesPerSecond
 *            the present rate of that, smoothed; negative when nothing is being copied
 * @param timeLeft
 *            an estimate; null when there is no basis for one
 */
public record Progress(int percent, long bytesRead, double bytesPerSecond, @Nullable Duration timeLeft) {
    private static final double NO_RATE = -1;
    /** Slower than this, in bytes per second, there is no telling when it will be done. */
    private static final double STANDSTILL = 1024;

    /** Copying has not begun. */
    public static final Progress NONE = new Progress(0, 0, NO_RATE, null);

    /**
     * It goes on: at most 99 percent, however much is done.
     *
     * @param percent
     *            how much is done, 0 to 100
     * @param steadyRate
     *            bytes that are delivered in a second, over a longer time
     * @param bytesLeft
     *            estimate of the bytes that are still to be delivered
     */
    static Progress unfinished(double percent, long bytesRead, double bytesPerSecond, double steadyRate,
            double bytesLeft) {
        Duration left = Math.min(bytesPerSecond, steadyRate) < STANDSTILL ? null
                : Duration.ofSeconds(Math.round(bytesLeft / steadyRate));
        return new Progress(Math.min(99, (int) percent), bytesRead, bytesPerSecond, left);
    }

    /** All is done. */
    static Progress finished(long bytesRead, double bytesPerSecond) {
        return new Progress(100, bytesRead, bytesPerSecond, Duration.ZERO);
    }

    /** The next one, but never with fewer percent than this, nor with more than 100. */
    public Progress then(Progress next) {
        return new Progress(Math.clamp(next.percent, percent, 100), next.bytesRead, next.bytesPerSecond, next.timeLeft);
    }

    /** The same while nothing can be read: there is no rate, and no telling when it will be done. */
    public Progress waiting() {
        return new Progress(percent, bytesRead, 0, null);
    }

    /** The same when nothing is being copied. */
    public Progress resting() {
        return new Progress(percent, bytesRead, NO_RATE, null);
    }

    /** Whether something is being copied, so that there is a rate. */
    public boolean isCopying() {
        return bytesPerSecond >= 0;
    }
}
