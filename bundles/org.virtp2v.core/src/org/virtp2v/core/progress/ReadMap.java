package org.virtp2v.core.progress;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.progress.CellMap.Cell;

/**
 * Notes which parts of a disk are asked for and delivered, in at most {@value #MOST_CELLS} cells whatever the disk's
 * size. Noting a read costs a step for each cell that it touches and makes no garbage. Not thread-safe.
 */
final class ReadMap {
    static final int MOST_CELLS = 4096;
    private static final int SMALLEST_CELL_SHIFT = 16;
    private static final int SEEN = 1;
    private static final int COPIED = 2;
    private static final int LOST = 4;

    private final long size;
    private final int shift;
    private final byte[] cells;
    /** Bytes asked for in each cell and not delivered yet, at most the cell's size. */
    private final long[] open;
    /** Bytes delivered of each cell since {@link #forget()}, at most the cell's size. */
    private final long[] delivered;
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
        open = new long[cells.length];
        delivered = new long[cells.length];
    }

    private int cell(long offset) {
        return (int) (offset >>> shift);
    }

    private long begin(int cell) {
        return (long) cell << shift;
    }

    private long bytesOf(int cell) {
        return Math.min(1L << shift, size - begin(cell));
    }

    /**
     * A read was asked for.
     *
     * @param offset
     *            first byte
     * @param end
     *            byte after the last, not beyond the disk
     */
    void asked(long offset, long end) {
        for (long from = offset; from < end;) {
            int cell = cell(from);
            long most = bytesOf(cell);
            long to = Math.min(end, begin(cell) + most);
            open[cell] = Math.min(most, open[cell] + to - from);
            from = to;
        }
        changed = true;
    }

    /**
     * A part of a read was delivered.
     *
     * @param offset
     *            first byte
     * @param end
     *            byte after the last, not beyond the disk
     * @param copying
     *            whether it is copied
     * @return how many of its bytes must have been delivered before, because there are not so many in their cell
     */
    long delivered(long offset, long end, boolean copying) {
        long again = 0;
        for (long from = offset; from < end;) {
            int cell = cell(from);
            long most = bytesOf(cell);
            long to = Math.min(end, begin(cell) + most);
            long all = delivered[cell] + to - from;
            again += Math.max(0, all - most);
            delivered[cell] = Math.min(all, most);
            // A connection that was lost has its reads asked for again: of a whole cell nothing is open.
            open[cell] = all == most ? 0 : Math.max(0, open[cell] - (to - from));
            cells[cell] |= (byte) (copying ? COPIED : SEEN);
            from = to;
        }
        changed = true;
        return again;
    }

    /**
     * Bytes of a part of the disk that come after the last that is open in it, and have not been delivered since
     * {@link #forget()}; as far as the cells tell. 0 when nothing is open in it.
     *
     * @param offset
     *            first byte
     * @param end
     *            byte after the last, not beyond the disk
     */
    long afterOpen(long offset, long end) {
        long missing = 0;
        for (long to = end; to > offset;) {
            int cell = cell(to - 1);
            if (open[cell] > 0) {
                return missing;
            }
            long from = Math.max(offset, begin(cell));
            missing += Math.max(0, to - from - delivered[cell]);
            to = from;
        }
        return 0;
    }

    /** Counts what is delivered anew, and nothing is being read; the parts that were read stay as they are. */
    void forget() {
        Arrays.fill(delivered, 0);
        settle();
    }

    /** The parts that were delivered since {@link #forget()} are copied. */
    void copied() {
        for (int i = 0; i < cells.length; i++) {
            if (delivered[i] > 0) {
                cells[i] |= COPIED;
            }
        }
        changed = true;
    }

    /**
     * A part cannot be read.
     *
     * @param offset
     *            first byte
     * @param end
     *            byte after the last, not beyond the disk
     */
    void lost(long offset, long end) {
        for (int cell = cell(offset); cell <= cell(end - 1); cell++) {
            cells[cell] |= LOST;
        }
        changed = true;
    }

    /** Nothing is being read any more. */
    void settle() {
        Arrays.fill(open, 0);
        changed = true;
    }

    /** The map; null when it is the same as the last. */
    @Nullable
    CellMap snapshot() {
        if (!changed) {
            return null;
        }
        changed = false;
        byte[] snapshot = new byte[cells.length];
        for (int i = 0; i < cells.length; i++) {
            snapshot[i] = (byte) state(i).ordinal();
        }
        return new CellMap(snapshot, 1L << shift);
    }

    private Cell state(int cell) {
        if ((cells[cell] & LOST) != 0) {
            return Cell.LOST;
        }
        if (open[cell] > 0) {
            return Cell.READING;
        }
        if ((cells[cell] & COPIED) != 0) {
            return Cell.READ;
        }
        return cells[cell] == 0 ? Cell.UNTOUCHED : Cell.SEEN;
    }
}
