package org.virtp2v.core.progress;

import java.util.List;

/**
 * Computes how far copying is over all disks. It counts data, not size: how much of it lies ahead is estimated, for the
 * disk that is being copied from the share of data in the part that is done, for later disks from that share in all
 * that has been passed. Not thread-safe.
 */
public final class CopyTotal {
    /** A disk is never thought emptier than this; else one empty disk would make all others seem empty. */
    private static final double SMALLEST_SHARE = 0.02;

    private final List<CopyMeter> meters;
    private final Rate rate = Rate.present();
    private final Rate steady = Rate.steady();
    private Progress progress = Progress.NONE;

    public CopyTotal(List<CopyMeter> meters) {
        this.meters = List.copyOf(meters);
    }

    /**
     * How far it is.
     *
     * @param nanoTime
     *            the present, by {@link System#nanoTime()}
     */
    public Progress sample(long nanoTime) {
        List<CopyMeter.Work> works = meters.stream().map(CopyMeter::work).toList();
        long copied = works.stream().mapToLong(CopyMeter.Work::copied).sum();
        long passed = works.stream().mapToLong(CopyMeter.Work::passed).sum();
        double overall = share(copied, passed, 1);
        double left = works.stream().mapToDouble(w -> w.left() * share(w.copied(), w.passed(), overall)).sum();
        long bytes = bytes();
        progress = progress
                .then(Progress.unfinished(copied, left + copied, bytes, rate.sample(bytes, nanoTime),
                        steady.sample(bytes, nanoTime), left));
        return progress;
    }

    /** It has succeeded. */
    public Progress end(long nanoTime) {
        long bytes = bytes();
        progress = progress.then(Progress.finished(bytes, rate.sample(bytes, nanoTime)));
        return progress;
    }

    private long bytes() {
        return meters.stream().mapToLong(CopyMeter::copiedBytes).sum();
    }

    private static double share(long copied, long passed, double unknown) {
        return passed == 0 ? unknown : Math.max(SMALLEST_SHARE, (double) copied / passed);
    }
}
