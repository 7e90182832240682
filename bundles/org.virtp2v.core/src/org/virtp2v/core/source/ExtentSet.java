package org.virtp2v.core.source;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Parts of a disk, those that touch merged, in 16 bytes of memory each. Thread-safe. */
public final class ExtentSet {
    private static final int FIRST_ROOM = 16;

    private long[] starts = new long[FIRST_ROOM];
    private long[] ends = new long[FIRST_ROOM];
    /** Written under the lock; read without it to be quick where there is nothing. */
    private volatile int count;

    /** Adds a part; what of it is in the set already does not matter. */
    public synchronized void add(Extent part) {
        int from = firstEndingAtOrAfter(part.offset());
        int to = from;
        long start = part.offset();
        long end = part.end();
        while (to < count && starts[to] <= part.end()) {
            start = Math.min(start, starts[to]);
            end = Math.max(end, ends[to]);
            to++;
        }
        int present = count;
        if (to == from && present == starts.length) {
            starts = Arrays.copyOf(starts, 2 * present);
            ends = Arrays.copyOf(ends, 2 * present);
        }
        System.arraycopy(starts, to, starts, from + 1, present - to);
        System.arraycopy(ends, to, ends, from + 1, present - to);
        starts[from] = start;
        ends[from] = end;
        count = present + 1 - (to - from);
    }

    /** How many parts there are, those that touch counted as one. */
    public int count() {
        return count;
    }

    /** Whether some byte of that range is in the set. */
    public boolean overlaps(long offset, long length) {
        return count > 0 && nextStart(offset) < offset + length;
    }

    /** Whether the byte at that offset is in the set. */
    public boolean contains(long offset) {
        return count > 0 && nextStart(offset) == offset;
    }

    /** Whether a part ends or begins there, or goes over it. */
    public synchronized boolean touches(Extent part) {
        int first = firstEndingAtOrAfter(part.offset());
        return first < count && starts[first] <= part.end();
    }

    /** The first byte from there on that is in the set; {@link Long#MAX_VALUE}: none. */
    public synchronized long nextStart(long offset) {
        int part = firstEndingAtOrAfter(offset + 1);
        return part == count ? Long.MAX_VALUE : Math.max(offset, starts[part]);
    }

    /** Where the part ends that has the byte at that offset; the offset itself when none has it. */
    public synchronized long endOf(long offset) {
        int part = firstEndingAtOrAfter(offset + 1);
        return part < count && starts[part] <= offset ? ends[part] : offset;
    }

    /** How many bytes there are. */
    public synchronized long bytes() {
        return IntStream.range(0, count).mapToLong(i -> ends[i] - starts[i]).sum();
    }

    /** The parts in order, none of which touches another. */
    public synchronized List<Extent> toList() {
        return IntStream.range(0, count).mapToObj(i -> new Extent(starts[i], ends[i] - starts[i])).toList();
    }

    private int firstEndingAtOrAfter(long offset) {
        int found = Arrays.binarySearch(ends, 0, count, offset);
        return found >= 0 ? found : -found - 1;
    }
}
