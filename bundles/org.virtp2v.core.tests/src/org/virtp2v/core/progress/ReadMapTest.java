package org.virtp2v.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.testing.Seeds;

class ReadMapTest {
    private static final long CELL = 64 * 1024;

    @ParameterizedTest
    @ValueSource(longs = { 1, 512, CELL, CELL + 1, 1L << 28, (1L << 28) + 1, 1L << 40, (1L << 43) - 512, 1L << 53,
            Long.MAX_VALUE })
    void hasAFewThousandCellsWhateverTheSize(long size) {
        var map = new ReadMap(size);
        CellMap cells = map.snapshot();
        assertThat(cells.count()).isBetween(1, ReadMap.MOST_CELLS);
        assertThat(cells.count()).isEqualTo((int) ((size - 1) / cells.cellBytes() + 1));
        assertThat(size <= 1L << 28 || cells.count() >= ReadMap.MOST_CELLS / 2).isTrue();
        map.note(size - 1, size, true);
        assertThat(map.snapshot().at(cells.count() - 1)).isEqualTo(Cell.READING);
    }

    @Test
    void showsWhatWasAskedForSinceTheMapBeforeAsBeingRead() {
        var map = new ReadMap(4 * CELL);
        map.note(0, 1, false);
        map.note(CELL, 3 * CELL, true);
        assertThat(map.snapshot()).hasToString("3o1.");
        map.note(2 * CELL, 2 * CELL + 1, false);
        assertThat(map.snapshot()).hasToString("1-1#1o1.");
        assertThat(map.snapshot()).hasToString("1-2#1.");
        assertThat(map.snapshot()).isNull();
    }

    @Test
    void aSnapshotDoesNotChange() {
        var map = new ReadMap(2 * CELL);
        CellMap before = map.snapshot();
        map.note(0, CELL, true);
        assertThat(before).hasToString("2.");
    }

    @Test
    void countsWhatIsAskedForAgain() {
        var map = new ReadMap(2 * CELL + 512);
        assertThat(map.note(0, CELL + 512, true)).isZero();
        assertThat(map.note(0, CELL + 512, true)).isEqualTo(CELL);
        assertThat(map.note(2 * CELL, 2 * CELL + 512, true)).isZero();
        assertThat(map.note(2 * CELL, 2 * CELL + 512, true)).isEqualTo(512);
    }

    @Test
    void staysInItsBoundsForAnyRead() {
        var random = Seeds.random();
        for (int i = 0; i < 100; i++) {
            long size = 1 + (random.nextLong() >>> 1 + random.nextInt(60));
            var map = new ReadMap(size);
            for (int j = 0; j < 20; j++) {
                long offset = random.nextLong(size);
                map.note(offset, offset + 1 + random.nextLong(size - offset), random.nextBoolean());
            }
            assertThat(map.snapshot().runs()).contains("o");
        }
    }
}
