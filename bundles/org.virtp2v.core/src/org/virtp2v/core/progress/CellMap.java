package org.virtp2v.core.progress;

/**
 * The parts of a disk that were read, at one moment: the disk in a few thousand cells of equal size, the last one
 * perhaps shorter. Immutable.
 */
public final class CellMap {
    private static final Cell[] CELLS = Cell.values();
    private final byte[] cells;
    private final long cellBytes;

    /** The state of a cell. A hole of the disk, which virt-v2v does not read, stays {@link #UNTOUCHED}. */
    public enum Cell {
        /** Nothing of it was delivered, or is asked for. */
        UNTOUCHED('.'),
        /** Something of it was delivered, but not copied: virt-v2v looked at it. */
        SEEN('-'),
        /** Something of it was asked for and has not been delivered yet. */
        READING('o'),
        /** Something of it was copied. */
        READ('#'),
        /** Something of it cannot be read, and is zeros for virt-v2v. */
        LOST('x');

        private final char symbol;

        Cell(char symbol) {
            this.symbol = symbol;
        }

        /** The character that stands for it in {@link CellMap#runs()}. */
        public char symbol() {
            return symbol;
        }
    }

    /**
     * @param cells
     *            ordinals of {@link Cell}; not copied, must not be changed afterwards
     */
    CellMap(byte[] cells, long cellBytes) {
        this.cells = cells;
        this.cellBytes = cellBytes;
    }

    /**
     * A map of given cells.
     *
     * @param cellBytes
     *            bytes of the disk in one cell
     * @param cells
     *            the state of each, in order
     */
    public static CellMap of(long cellBytes, Cell... cells) {
        byte[] ordinals = new byte[cells.length];
        for (int i = 0; i < cells.length; i++) {
            ordinals[i] = (byte) cells[i].ordinal();
        }
        return new CellMap(ordinals, cellBytes);
    }

    /** Number of cells, 1 to 4096. */
    public int count() {
        return cells.length;
    }

    /** Bytes of the disk in one cell. */
    public long cellBytes() {
        return cellBytes;
    }

    /** A cell, counted from 0. */
    public Cell at(int index) {
        return CELLS[cells[index]];
    }

    /** All cells in order as lengths and symbols: {@code 12#3o4081.}. */
    public String runs() {
        StringBuilder runs = new StringBuilder();
        for (int from = 0, to = 0; from < cells.length; from = to) {
            while (to < cells.length && cells[to] == cells[from]) {
                to++;
            }
            runs.append(to - from).append(at(from).symbol());
        }
        return runs.toString();
    }

    @Override
    public String toString() {
        return runs();
    }
}
