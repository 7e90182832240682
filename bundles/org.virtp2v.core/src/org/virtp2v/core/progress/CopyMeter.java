package org.virtp2v.core.progress;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.ReadWatcher;

/**
 * Measures how far virt-v2v is with copying one disk, from the reads it asks for. nbdcopy copies from the beginning to
 * the end, 64 requests at a time, and skips holes: the end of the furthest read is how far it is. Thread-safe; needs
 * the same little memory for any disk.
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
    private static final long NONE = -1;

    private final long size;
    private final ReadMap map;
    private boolean copying;
    private boolean done;
    private boolean stopped;
    private long total;
    private long bytes;
    private long again;
    private long furthest;
    private long ahead = NONE;
    private Progress progress = Progress.NONE;
    private long beganAt;
    private Duration copyTime = Duration.ZERO;
    private Rate rate = Rate.present();
    private Rate steady = Rate.steady();

    /**
     * @param size
     *            the disk's size in bytes
     */
    public CopyMeter(long size) {
        this.size = size;
        this.map = new ReadMap(size);
    }

    /**
     * A reading of the meter.
     *
     * @param progress
     *            how far the disk is; 100 percent only when all is done
     * @param position
     *            bytes from the beginning of the disk that are done
     * @param bytesReadAgain
     *            how many of the bytes read had been asked for before
     */
    public record Sample(Progress progress, long position, long bytesReadAgain) {
    }

    /**
     * The work, for an estimate over all disks.
     *
     * @param copied
     *            bytes of data that are copied
     * @param passed
     *            bytes of the disk, data and holes, that these were found in
     * @param left
     *            bytes of the disk that lie ahead
     */
    record Work(long copied, long passed, long left) {
    }

    @Override
    public synchronized void reading(long offset, long length) {
        if (stopped) {
            return;
        }
        long end = Math.min(size, offset + length);
        total += length;
        if (done) {
            map.note(offset, end, false);
            return;
        }
        bytes += length;
        again += map.note(offset, end, copying);
        if (offset - furthest <= size / STRAY_PART || ahead != NONE && offset >= ahead) {
            furthest = Math.max(furthest, end);
            ahead = NONE;
        } else {
            ahead = offset;
        }
    }

    /** {@inheritDoc} Requests are what is counted. */
    @Override
    public void delivered(long offset, long length) {
        // a read is counted when it is asked for
    }

    /** virt-v2v began something that is not copying: nothing that was read so far was copied. */
    public synchronized void mark() {
        if (!copying && !done) {
            bytes = 0;
            again = 0;
            furthest = 0;
            ahead = NONE;
            map.forget();
        }
    }

    /** Copying begins: reads from here on, and since the last {@link #mark()}, are copies. */
    public synchronized void begin(long nanoTime) {
        copying = true;
        beganAt = nanoTime;
        map.copied();
        rate = Rate.present();
        rate.sample(0, nanoTime);
        steady = Rate.steady();
        steady.sample(0, nanoTime);
    }

    /** Reads the meter; the time comes from {@link System#nanoTime()}. */
    public synchronized Sample sample(long nanoTime) {
        double perSecond = rate.sample(bytes, nanoTime);
        double steadily = steady.sample(bytes, nanoTime);
        if (done) {
            progress = progress.then(Progress.finished(bytes, perSecond));
        } else {
            copyTime = copying ? Duration.ofNanos(nanoTime - beganAt) : Duration.ZERO;
            double left = (double) (size - furthest) * (bytes - again) / Math.max(1, furthest);
            progress = progress.then(Progress.unfinished(furthest, size, bytes, perSecond, steadily, left));
        }
        return new Sample(progress, furthest, again);
    }

    /** Copying is done: the disk is at its end. */
    public synchronized void end(long nanoTime) {
        sample(nanoTime);
        copying = false;
        done = true;
        furthest = size;
    }

    /** The conversion is over, well or not: reads from here on, during the clean-up, do not count. */
    public synchronized void stop() {
        stopped = true;
    }

    /** The work that is done and the work that is left. */
    synchronized Work work() {
        return copying || done ? new Work(bytes - again, furthest, size - furthest) : new Work(0, 0, size);
    }

    /** Bytes asked for, copied or not. */
    public synchronized long totalBytes() {
        return total;
    }

    /** Bytes asked for while copying. */
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
