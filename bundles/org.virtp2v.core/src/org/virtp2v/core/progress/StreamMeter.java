package org.virtp2v.core.progress;

import java.util.Arrays;

/**
 * Measures how far the copying of a running guest's disks is, from what the server tells of it: the disks are copied
 * one after the other, in any order, each from its beginning to its end, and what the guest reads in between. Where
 * their final files have another format than those that the guest began with, each disk is then moved there, which
 * counts as much again. Not thread-safe.
 */
public final class StreamMeter {
    private final long[] sizes;
    private final long[] copied;
    private final long[] moved;
    private final boolean moves;
    private final Part[] parts;
    private final Part all = new Part();

    /**
     * @param sizes
     *            bytes of the disks, in their order
     * @param moves
     *            whether each is moved to another file after it was copied
     */
    public StreamMeter(long[] sizes, boolean moves) {
        this.sizes = sizes.clone();
        this.moves = moves;
        this.copied = new long[sizes.length];
        this.moved = new long[sizes.length];
        this.parts = new Part[sizes.length];
        Arrays.setAll(parts, i -> new Part());
    }

    /** One disk, or all of them. */
    private static final class Part {
        private final Completion completion = new Completion();
        private final Rate steady = Rate.steady();
        private Progress progress = Progress.NONE;

        Progress sample(long done, long left, Progress read, long nanoTime) {
            Progress next = left == 0 ? Progress.finished(read.bytesRead(), read.bytesPerSecond())
                    : Progress.unfinished(completion.sample(done, left), read.bytesRead(), read.bytesPerSecond(),
                            steady.sample(done, nanoTime), left);
            progress = progress.then(next);
            return progress;
        }
    }

    /**
     * Takes what the server tells.
     *
     * @param disk
     *            the disk's index
     * @param moving
     *            whether it is being moved; else copied
     * @param done
     *            how much of that is done
     * @param total
     *            of so much
     */
    public void told(int disk, boolean moving, long done, long total) {
        long bytes = total <= 0 ? 0
                : done >= total ? sizes[disk] : (long) ((double) done / total * sizes[disk]);
        long[] which = moving ? moved : copied;
        which[disk] = Math.max(which[disk], bytes);
        if (moving) {
            copied[disk] = sizes[disk];
        }
    }

    /** Bytes from the beginning of a disk that are copied. */
    public long position(int disk) {
        return copied[disk];
    }

    /** Whether nothing more of a disk is needed from this machine. */
    public boolean isCopied(int disk) {
        return copied[disk] == sizes[disk];
    }

    /**
     * How far a disk is.
     *
     * @param read
     *            what was read of it, and at which rate
     * @param nanoTime
     *            the present, by {@link System#nanoTime()}
     */
    public Progress disk(int disk, Progress read, long nanoTime) {
        return parts[disk].sample(copied[disk] + moved[disk], work(disk) - copied[disk] - moved[disk], read, nanoTime);
    }

    /** How far all disks are together; at most 99 percent, because the end is told otherwise. */
    public Progress all(Progress read, long nanoTime) {
        long done = Arrays.stream(copied).sum() + Arrays.stream(moved).sum();
        long left = 0;
        for (int i = 0; i < sizes.length; i++) {
            left += work(i);
        }
        return all.sample(done, Math.max(1, left - done), read, nanoTime);
    }

    private long work(int disk) {
        return moves ? 2 * sizes[disk] : sizes[disk];
    }
}
