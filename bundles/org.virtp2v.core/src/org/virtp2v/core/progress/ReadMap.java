package org.virtp2v.core.progress;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.progress.CellMap.Cell;

/**
 * Notes which parts of a disk are asked for, in at most {@value #MOST_CELLS} cells whatever the disk's size. Noting a
 * read costs a step for each cell that it touches and makes no garbage. Not thread-safe.
 */
final class ReadMap {
    static final int MOST_CELLS = 4096;
    private static final int SMALLEST_CELL_SHIFT = 16;
    private static final int SEEN = 1;
    private static final int COPIED = 2;
    private static final int ACTIVE = 4;

    private final long size;
    private final int shift;
    private final byte[] cells;
    /** Bytes asked for in each cell since {@link #forget()}, at most the cell's size. */
    private final long[] asked;
    private boolean changed = true;

    /**
     * @param size
     *            the disk's size in bytes, at least 1
     */
    ReadMap(long size) {
        this.size = size;
        int bits = SMALLEST_CELL_SHIFT;
        while ((size - 1 >>> bits) >= MOST_CELLS) {
            bits++;
        }
        shift = bits;
        cells = new byte[(int) (size - 1 >>> bits) + 1];
        asked = new long[cells.length];
    }

    /**
     * A read was asked for.
     *
     * @param offset
     *            first byte
     * @param end
     *            byte after the last, not beyond the disk
     * @param copying
     *            whether it is copied
     * @return how many of its bytes must have been asked for before, because there are not so many in their cell
     */
    long note(long offset, long end, boolean copying) {
        long again = 0;
        int state = ACTIVE | (copying ? COPIED : SEEN);
        for (long from = offset; from < end;) {
            int cell = (int) (from >>> shift);
            long cellBegin = (long) cell << shift;
            long most = Math.min(1L << shift, size - cellBegin);
            long to = Math.min(end, cellBegin + most);
            long all = asked[cell] + to - from;
            again += Math.max(0, all - most);
            asked[cell] = Math.min(all, most);
            cells[cell] |= (byte) state;
            from = to;
        }
        changed = true;
        return again;
    }

    /** Counts repeated reads anew; the map stays as it is. */
    void forget() {
        Arrays.fill(asked, 0);
    }

    /** The parts that were read since {@link #forget()} are copied. */
    void copied() {
        for (int i = 0; i < cells.length; i++) {
            if (asked[i] > 0) {
                cells[i] |= COPIED;
            }
        }
    }

    /** Nothing is being read any more. */
    void settle() {
        for (int i = 0; i < cells.length; i++) {
            cells[i] &= ~ACTIVE;
        }
    }

    /**
     * The map, in which the parts that were read since the last one are being read; null when it is the same as the
     * last.
     */
    @Nullable
    CellMap snapshot() {
        if (!changed) {
            return null;
        }
        changed = false;
        byte[] snapshot = new byte[cells.length];
        for (int i = 0; i < cells.length; i++) {
            int state = cells[i];
            snapshot[i] = (byte) cell(state).ordinal();
            if ((state & ACTIVE) != 0) {
                cells[i] = (byte) (state & ~ACTIVE);
                changed = true;
            }
        }
        return new CellMap(snapshot, 1L << shift);
    }

    private static Cell cell(int state) {
        if ((state & ACTIVE) != 0) {
            return Cell.READING;
        }
        if ((state & COPIED) != 0) {
            return Cell.READ;
        }
        return state == 0 ? Cell.UNTOUCHED : Cell.SEEN;
    }
}
