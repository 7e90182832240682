package org.virtp2v.core.progress;

import java.util.List;

/**
 * Computes how far copying is over all disks, weighted by the bytes that each is expected to move: of the disk that is
 * being copied as its meter estimates it, of later ones as it was estimated before the start. Not thread-safe.
 */
public final class CopyTotal {
    private final List<CopyMeter> meters;
    private final Completion completion = new Completion();
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
        long moved = works.stream().mapToLong(CopyMeter.Work::moved).sum();
        double left = works.stream().mapToDouble(CopyMeter.Work::left).sum();
        long bytes = bytes();
        progress = progress.then(Progress.unfinished(completion.sample(moved, left), bytes,
                rate.sample(bytes, nanoTime), steady.sample(bytes, nanoTime), left));
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
}
