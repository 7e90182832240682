package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.CellMap.Cell;

class RateHistoryTest {
    private final RateHistory history = new RateHistory();

    @Test
    void remembersOnlyTheLastMinutes() {
        for (int second = 0; second < 36_000; second++) {
            history.add(Duration.ofSeconds(second).toNanos(), second);
        }
        assertThat(history.samples()).hasSize((int) RateHistory.LENGTH.toSeconds() + 1);
        assertThat(history.samples().getLast().bytesPerSecond()).isEqualTo(35_999);
    }

    @Test
    void keepsFewOfABurst() {
        IntStream.range(0, 100_000).forEach(i -> history.add(i, i));
        assertThat(history.samples()).hasSize(1);
    }

    @Test
    void neverForgetsTheHighest() {
        history.add(0, 300e6);
        history.add(Duration.ofHours(1).toNanos(), 1e6);
        assertThat(history.samples()).hasSize(1);
        assertThat(RateHistory.scale(history.highest())).isEqualTo(500e6);
    }

    @ParameterizedTest
    @CsvSource({ "0,10", "10,10", "10.1,20", "30,50", "51,100", "1200,2000" })
    void hasARoundScale(double megabytes, double scale) {
        assertThat(RateHistory.scale(megabytes * 1e6)).isEqualTo(scale * 1e6);
    }

    @Test
    void scalesMaps() {
        CellMap map = CellMap.of(512, Cell.READ, Cell.READ, Cell.READING, Cell.READ, Cell.UNTOUCHED, Cell.SEEN,
                Cell.UNTOUCHED, Cell.UNTOUCHED);
        assertThat(MapScale.scale(map, 4)).containsExactly(Cell.READ, Cell.READING, Cell.SEEN, Cell.UNTOUCHED);
        assertThat(MapScale.scale(map, 16)).startsWith(Cell.READ, Cell.READ, Cell.READ, Cell.READ, Cell.READING);
        assertThat(MapScale.scale(map, 1)).containsExactly(Cell.READING);
        assertThat(MapScale.scale(CellMap.of(1, Cell.READING, Cell.LOST, Cell.READ, Cell.READ), 1)).as("lost data")
                .containsExactly(Cell.LOST);
        assertThat(MapScale.scale(CellMap.of(1, Cell.READ), 1000)).containsOnly(Cell.READ).hasSize(1000);
    }
}
