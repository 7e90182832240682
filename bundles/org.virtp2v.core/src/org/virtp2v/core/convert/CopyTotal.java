package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;

import org.virtp2v.core.convert.ConversionEvent.TotalProgress;

/**
 * Reckons how far copying is over all disks. What counts is data, not size: how much of it lies ahead is estimated, for
 * the disk that is being copied from the share of data in what has been passed of it, for later disks from that share
 * in all that has been passed. Not thread-safe.
 */
final class CopyTotal {
    /** A disk is never thought emptier than this; else one empty disk would make all others seem empty. */
    private static final double SMALLEST_SHARE = 0.02;

    private final List<CopyMeter> meters;
    private final Rate rate = new Rate();
    private int percent;

    CopyTotal(List<CopyMeter> meters) {
        this.meters = List.copyOf(meters);
    }

    /**
     * How far it is.
     *
     * @param nanoTime
     *            the present, by {@link System#nanoTime()}
     */
    TotalProgress sample(long nanoTime) {
        List<CopyMeter.Work> works = meters.stream().map(CopyMeter::work).toList();
        long copied = works.stream().mapToLong(CopyMeter.Work::copied).sum();
        long passed = works.stream().mapToLong(CopyMeter.Work::passed).sum();
        double overall = share(copied, passed, 1);
        double left = works.stream().mapToDouble(w -> w.left() * share(w.copied(), w.passed(), overall)).sum();
        int now = left + copied > 0 ? (int) (100 * copied / (left + copied)) : 0;
        percent = Math.max(percent, Math.min(99, now));
        long bytes = bytes();
        double perSecond = rate.sample(bytes, nanoTime);
        return new TotalProgress(percent, bytes, perSecond, CopyMeter.time(left, perSecond));
    }

    /** It has succeeded. */
    TotalProgress end(long nanoTime) {
        long bytes = bytes();
        return new TotalProgress(100, bytes, rate.sample(bytes, nanoTime), Duration.ZERO);
    }

    private long bytes() {
        return meters.stream().mapToLong(CopyMeter::copiedBytes).sum();
    }

    private static double share(long copied, long passed, double unknown) {
        return passed == 0 ? unknown : Math.max(SMALLEST_SHARE, (double) copied / passed);
    }
}
