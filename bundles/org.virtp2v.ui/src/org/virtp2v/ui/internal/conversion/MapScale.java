package org.virtp2v.ui.internal.conversion;

import java.util.List;

import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.CellMap.Cell;

/** Brings the map of a disk to another number of cells. */
final class MapScale {
    private static final Cell[] CELLS = Cell.values();
    /** What must not be missed, however little it is. */
    private static final List<Cell> OVER_ALL = List.of(Cell.LOST, Cell.READING);

    private MapScale() {
    }

    /**
     * The map with another number of cells. Where several fall into one, it is lost when one of them is, else being
     * read when one of them is, else it is the state of most of them.
     *
     * @param count
     *            how many cells to make, at least one
     */
    static Cell[] scale(CellMap map, int count) {
        Cell[] scaled = new Cell[count];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * map.count() / count);
            int to = (int) ((long) (i + 1) * map.count() / count);
            scaled[i] = most(map, from, Math.max(from + 1, to));
        }
        return scaled;
    }

    private static Cell most(CellMap map, int from, int to) {
        int[] counts = new int[CELLS.length];
        for (int i = from; i < to; i++) {
            counts[map.at(i).ordinal()]++;
        }
        for (Cell cell : OVER_ALL) {
            if (counts[cell.ordinal()] > 0) {
                return cell;
            }
        }
        Cell most = Cell.UNTOUCHED;
        for (Cell cell : CELLS) {
            if (counts[cell.ordinal()] > 0 && counts[cell.ordinal()] >= counts[most.ordinal()]) {
                most = cell;
            }
        }
        return most;
    }
}
