package org.virtp2v.core.progress;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;

/**
 * Measures how far virt-v2v is with copying one disk, from what is delivered of the disk. nbdcopy copies from the
 * beginning to the end, 64 requests at a time, and skips holes: the end of the furthest that was delivered is its
 * position. Thread-safe; needs the same little memory for any disk.
 *
 * <p>
 * How much there will be to move is known from the beginning where the disk's used space is. Should more be delivered
 * than that, as when virt-v2v cannot discard what is free, the estimate changes over to the one for other disks: the
 * part ahead has as many holes as the part that is done, which at first counts as full.
 *
 * <p>
 * What virt-v2v says arrives a moment after it is done. So what is read since the {@linkplain #mark() last stage before
 * copying} is counted as copied.
 */
public final class CopyMeter implements ReadWatcher {
    /**
     * One read that goes further ahead than this part of the disk may be a stray one; a second shows that it is not.
     */
    private static final int STRAY_PART = 100;
    /** nbdcopy's threads, four most often, each copy a stretch of this size (THREAD_WORK_SIZE) at the same time. */
    private static final long STRETCH = 128 << 20;
    private static final int STRETCHES = 4;
    /** What was thought before counts in an estimate as much as this part of the disk does. */
    private static final double PRIOR_PART = 0.05;
    /**
     * When this part more was delivered than was expected, nothing is left of that expectation. What is beside the file
     * systems is not in it, so on an almost empty disk it is a part of a tenth of the disk.
     */
    private static final double EXCESS_PART = 0.1;
    private static final long NONE = -1;

    private final long size;
    private final long expected;
    private final boolean usedKnown;
    private final ReadMap map;
    private boolean copying;
    private boolean done;
    private boolean stopped;
    private long total;
    private long bytes;
    private long again;
    /** The end of the furthest read that was asked for, but for one that may be a stray one. */
    private long reach;
    private long ahead = NONE;
    /** The end of the furthest that was delivered, up to {@link #reach}. */
    private long furthest;
    private Completion completion = new Completion();
    private Progress progress = Progress.NONE;
    private long beganAt;
    private Duration copyTime = Duration.ZERO;
    private Rate rate = Rate.present();
    private Rate steady = Rate.steady();

    public CopyMeter(SourceDisk disk) {
        size = disk.sizeBytes();
        expected = disk.expectedBytes();
        usedKnown = disk.usedBytes() != null;
        map = new ReadMap(size);
    }

    /**
     * A reading of the meter.
     *
     * @param progress
     *            how far the disk is; 100 percent only when all is done
     * @param position
     *            bytes from the beginning of the disk that are done
     * @param bytesReadAgain
     *            how many of the bytes read had been delivered before
     */
    public record Sample(Progress progress, long position, long bytesReadAgain) {
    }

    /**
     * The work, for an estimate over all disks.
     *
     * @param moved
     *            bytes that were delivered, each counted once
     * @param left
     *            estimate of the bytes that are still to be delivered, not negative
     */
    record Work(long moved, double left) {
    }

    @Override
    public synchronized void reading(long offset, long length) {
        if (stopped) {
            return;
        }
        long end = Math.min(size, offset + length);
        map.asked(offset, end);
        if (offset - reach <= size / STRAY_PART || ahead != NONE && offset >= ahead) {
            reach = Math.max(reach, end);
            ahead = NONE;
        } else {
            ahead = offset;
        }
    }

    @Override
    public synchronized void delivered(long offset, long length) {
        if (stopped) {
            return;
        }
        long end = Math.min(size, offset + length);
        long repeated = map.delivered(offset, end, copying);
        total += length;
        if (!done) {
            bytes += length;
            again += repeated;
            if (end <= reach) {
                furthest = Math.max(furthest, end);
            }
        }
    }

    /** A part of the disk cannot be read. */
    public synchronized void lost(Extent part) {
        map.lost(part.offset(), Math.min(size, part.end()));
    }

    /** virt-v2v began something that is not copying: nothing that was read so far was copied. */
    public synchronized void mark() {
        if (!copying && !done) {
            bytes = 0;
            again = 0;
            furthest = 0;
            reach = 0;
            ahead = NONE;
            map.forget();
        }
    }

    /** Copying begins: reads from here on, and since the last {@link #mark()}, are copies. */
    public synchronized void begin(long nanoTime) {
        copying = true;
        beganAt = nanoTime;
        map.copied();
        completion = new Completion();
        rate = Rate.present();
        rate.sample(bytes, nanoTime);
        steady = Rate.steady();
        steady.sample(bytes, nanoTime);
    }

    /** Reads the meter; the time comes from {@link System#nanoTime()}. */
    public synchronized Sample sample(long nanoTime) {
        double perSecond = rate.sample(bytes, nanoTime);
        double steadily = steady.sample(bytes, nanoTime);
        if (done) {
            progress = progress.then(Progress.finished(bytes, perSecond));
        } else {
            copyTime = copying ? Duration.ofNanos(nanoTime - beganAt) : Duration.ZERO;
            Work work = work();
            progress = progress.then(Progress.unfinished(completion.sample(work.moved, work.left), bytes, perSecond,
                    steadily, work.left));
        }
        return new Sample(progress, furthest, again);
    }

    /** Copying is done: the disk is at its end. */
    public synchronized void end(long nanoTime) {
        sample(nanoTime);
        copying = false;
        done = true;
        furthest = size;
        map.settle();
    }

    /** The conversion is over, well or not: reads from here on, during the clean-up, do not count. */
    public synchronized void stop() {
        stopped = true;
    }

    /** The work that is done and the work that is left. */
    synchronized Work work() {
        if (done) {
            return new Work(bytes - again, 0);
        }
        return copying ? new Work(bytes - again, left(bytes - again)) : new Work(0, expected);
    }

    private double left(long moved) {
        long behind = unpassedBehind();
        long unpassed = size - furthest + behind;
        double prior = PRIOR_PART * size;
        double priorShare = usedKnown ? 1 : (double) expected / size;
        double byPosition = unpassed * (moved + prior * priorShare) / (furthest - behind + prior);
        if (!usedKnown) {
            return byPosition;
        }
        double byUse = Math.max(0, Math.min(unpassed, expected - moved));
        double excess = Math.clamp((moved - expected) / (EXCESS_PART * Math.max(expected, size / 10.0)), 0, 1);
        return byUse + excess * byPosition;
    }

    /** What lies before {@link #furthest} and is still to come, because other threads of nbdcopy are not so far. */
    private long unpassedBehind() {
        long behind = 0;
        for (long end = furthest, i = 0; end > 0 && i < STRETCHES; i++) {
            long begin = (end - 1) / STRETCH * STRETCH;
            behind += map.afterOpen(begin, end);
            end = begin;
        }
        return behind;
    }

    /** Bytes delivered, copied or not. */
    public synchronized long totalBytes() {
        return total;
    }

    /** Bytes delivered while copying. */
    public synchronized long copiedBytes() {
        return copying || done ? bytes : 0;
    }

    /** How long copying took, as of the last sample. */
    public synchronized Duration copyTime() {
        return copyTime;
    }

    /** Nothing is being read any more: the next {@link #map()} shows only finished reads. */
    public synchronized void settle() {
        map.settle();
    }

    /** The map of the disk; null when it is the same as the last one. */
    public synchronized @Nullable CellMap map() {
        return map.snapshot();
    }
}
