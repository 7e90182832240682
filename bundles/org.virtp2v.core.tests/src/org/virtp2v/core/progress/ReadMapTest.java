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
        map.asked(size - 1, size);
        assertThat(map.snapshot().at(cells.count() - 1)).isEqualTo(Cell.READING);
        map.delivered(size - 1, size, true);
        assertThat(map.snapshot().at(cells.count() - 1)).isEqualTo(Cell.READ);
    }

    @Test
    void showsWhatWasAskedForAndIsNotDeliveredAsBeingRead() {
        var map = new ReadMap(4 * CELL);
        map.asked(0, 1);
        map.asked(CELL, 3 * CELL);
        assertThat(map.snapshot()).hasToString("3o1.");
        map.delivered(0, 1, false);
        map.delivered(CELL + 512, 3 * CELL, true);
        assertThat(map.snapshot()).hasToString("1-1o1#1.");
        map.delivered(CELL, CELL + 512, true);
        assertThat(map.snapshot()).hasToString("1-2#1.");
        assertThat(map.snapshot()).isNull();
    }

    @Test
    void nothingIsBeingReadOnceAllIsThereOrItIsSettled() {
        var map = new ReadMap(2 * CELL);
        map.asked(0, CELL);
        map.delivered(0, 1024, true);
        map.asked(0, CELL);
        map.delivered(1024, CELL, true);
        assertThat(map.snapshot()).as("asked for again on a new connection").hasToString("1#1.");
        map.asked(CELL, CELL + 1);
        assertThat(map.snapshot()).hasToString("1#1o");
        map.settle();
        assertThat(map.snapshot()).hasToString("1#1.");
    }

    @Test
    void whatIsLostIsShownWhateverElseBecomesOfIt() {
        var map = new ReadMap(4 * CELL);
        map.lost(CELL - 512, CELL + 512);
        assertThat(map.snapshot()).hasToString("2x2.");
        map.asked(0, 3 * CELL);
        assertThat(map.snapshot()).hasToString("2x1o1.");
    }

    @Test
    void aSnapshotDoesNotChange() {
        var map = new ReadMap(2 * CELL);
        CellMap before = map.snapshot();
        map.delivered(0, CELL, true);
        assertThat(before).hasToString("2.");
    }

    @Test
    void countsWhatIsDeliveredAgain() {
        var map = new ReadMap(2 * CELL + 512);
        assertThat(map.delivered(0, CELL + 512, true)).isZero();
        assertThat(map.delivered(0, CELL + 512, true)).isEqualTo(CELL);
        assertThat(map.delivered(2 * CELL, 2 * CELL + 512, true)).isZero();
        assertThat(map.delivered(2 * CELL, 2 * CELL + 512, true)).isEqualTo(512);
    }

    @Test
    void tellsWhatIsMissingAfterWhatIsBeingRead() {
        var map = new ReadMap(3 * CELL + 512);
        assertThat(map.afterOpen(0, 3 * CELL + 512)).as("nothing is open").isZero();
        map.asked(0, 1024);
        map.delivered(CELL, CELL + 1024, true);
        assertThat(map.afterOpen(0, 3 * CELL + 512)).isEqualTo(2 * CELL - 1024 + 512);
        assertThat(map.afterOpen(0, CELL + 2048)).isEqualTo(1024);
        assertThat(map.afterOpen(CELL, CELL)).isZero();
        assertThat(map.afterOpen(CELL, 3 * CELL)).isZero();
        map.forget();
        assertThat(map.afterOpen(0, CELL)).isZero();
    }

    @Test
    void staysInItsBoundsForAnyRead() {
        var random = Seeds.random();
        for (int i = 0; i < 100; i++) {
            long size = 1 + (random.nextLong() >>> 1 + random.nextInt(60));
            var map = new ReadMap(size);
            for (int j = 0; j < 20; j++) {
                long offset = random.nextLong(size);
                long end = offset + 1 + random.nextLong(size - offset);
                map.asked(offset, end);
                assertThat(map.snapshot().runs()).contains("o");
                map.delivered(offset, end, random.nextBoolean());
            }
            assertThat(map.snapshot().runs()).doesNotContain("o");
        }
    }
}
