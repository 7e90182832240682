package org.virtp2v.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SourceDiskTest {
    private static final long SIZE = 1 << 20;

    @ParameterizedTest(name = "{1} bytes at {0}")
    @CsvSource({ "-1,10", "0,0", "0,-1", "9223372036854775807,1", "2,9223372036854775806" })
    void aPartOfADiskBeginsInItAndIsNotEmpty(long offset, long length) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Extent(offset, length));
    }

    @Test
    void aPartEndsBeforeTheFirstByteAfterIt() {
        assertThat(new Extent(512, 1024).end()).isEqualTo(1536);
        assertThat(new Extent(1, Long.MAX_VALUE - 1).end()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void partsMayTouchAndReachTheEndOfTheDisk() {
        List<Extent> parts = List.of(new Extent(0, 512), new Extent(512, 512), new Extent(4096, SIZE - 4096));

        assertThat(disk(parts).excluded()).isEqualTo(parts);
    }

    static Stream<List<Extent>> partsThatCannotBeExcluded() {
        return Stream.of(
                List.of(new Extent(0, SIZE + 1)),
                List.of(new Extent(SIZE, 1)),
                List.of(new Extent(512, 512), new Extent(0, 512)),
                List.of(new Extent(0, 513), new Extent(512, 512)),
                List.of(new Extent(0, 512), new Extent(0, 512)));
    }

    @ParameterizedTest
    @MethodSource("partsThatCannotBeExcluded")
    void refusesPartsOutsideTheDiskOutOfOrderOrOverlapping(List<Extent> parts) {
        assertThatIllegalArgumentException().isThrownBy(() -> disk(parts)).withMessageContaining("sda");
    }

    @Test
    void theListIsItsOwn() {
        List<Extent> parts = new ArrayList<>(List.of(new Extent(0, 512)));
        SourceDisk disk = disk(parts);
        parts.clear();

        assertThat(disk.excluded()).containsExactly(new Extent(0, 512));
        assertThat(new SourceDisk("sda", Path.of("/dev/sda"), SIZE, "sda").excluded()).isEmpty();
    }

    @Test
    void expectsWhatIsInUseElseAllThatDoesNotStayBehind() {
        List<Extent> parts = List.of(new Extent(0, 512), new Extent(4096, 1024));

        assertThat(disk(List.of()).expectedBytes()).isEqualTo(SIZE);
        assertThat(disk(parts).expectedBytes()).isEqualTo(SIZE - 1536);
        assertThat(new SourceDisk("sda", Path.of("/dev/sda"), SIZE, "sda", null, 2048L, parts).expectedBytes())
                .isEqualTo(2048);
    }

    private static SourceDisk disk(List<Extent> excluded) {
        return new SourceDisk("sda", Path.of("/dev/sda"), SIZE, "sda", null, null, excluded);
    }
}
