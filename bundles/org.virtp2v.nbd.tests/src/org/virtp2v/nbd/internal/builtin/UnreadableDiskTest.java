package org.virtp2v.nbd.internal.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** Disks that cannot be read everywhere: what is lost, and what readers get in its place. */
class UnreadableDiskTest extends UnreadableDiskFixture {
    @ParameterizedTest(name = "a buffer of {0} bytes")
    @ValueSource(ints = { 512, 5000, MOST, 5 << 20 })
    void losesTheBrokenSectorsAndNothingElse(int buffer) throws IOException {
        breaks(0, 0);
        breaks(77, 77);
        breaks(200, 263);
        breaks(900, 1500);
        breaks(LAST, LAST);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), buffer).go()) {
            StructuredClient.Answer answer = client.read(0, 0, SIZE);
            assertThat(answer.error()).isZero();
            assertThat(answer.data()).isEqualTo(withZeros());
        }
        assertThat(failures).isEmpty();
        var lost = new ExtentSet();
        asked.forEach(lost::add);
        assertThat(lost.toList()).containsExactly(sectors(0, 0), sectors(77, 77), sectors(200, 263),
                sectors(900, 1500), sectors(LAST, LAST));
        assertThat(asked.stream().mapToLong(Extent::length).sum()).as("each is told once").isEqualTo(lost.bytes());
    }

    @Test
    void triesASectorAloneTwiceAndNeverAgain() throws IOException {
        breaks(9, 9);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), MOST).go()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.read(0, 0, SIZE).data()).isEqualTo(withZeros());
                assertThat(client.read(0, 9 * SECTOR + 5, 20).data()).containsOnly(0);
            }
        }
        assertThat(disk.tries()).containsOnly(Map.entry(9L, DiskReader.TRIES));
        assertThat(asked).containsExactly(sectors(9, 9));
    }

    @Test
    void aSectorThatCanBeReadAtTheSecondTryIsNoLoss() throws IOException {
        disk.flaky().put(40L, 7 + DiskReader.TRIES - 1);
        disk.flaky().put(41L, 1);
        disk.flaky().put(LAST, 1);
        try (StructuredClient client = new StructuredClient(zeros(part -> false).connect(), MOST).go()) {
            assertThat(client.read(Nbd.NBD_CMD_FLAG_DF, 0, 1 << 16).data())
                    .isEqualTo(disk.content().part(0, 1 << 16));
            assertThat(client.read(0, 0, SIZE).data()).isEqualTo(disk.content().bytes());
        }
        assertThat(asked).isEmpty();
        assertThat(disk.tries()).containsEntry(40L, 1);
    }

    @Test
    void answersInOnePieceWithZerosInTheMiddle() throws IOException {
        breaks(3, 4);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), 100_000).go()) {
            StructuredClient.Answer answer = client.read(Nbd.NBD_CMD_FLAG_DF, 0, 1 << 16);
            assertThat(answer.chunks()).isEqualTo(1);
            assertThat(answer.data()).isEqualTo(Arrays.copyOf(withZeros(), 1 << 16));
        }
    }

    @Test
    void answersSimpleReadersToo() throws IOException {
        breaks(300, 400);
        try (StructuredClient client = new StructuredClient(zeros(part -> true).connect(), MOST)) {
            client.receive(18);
            client.send(ByteBuffer.allocate(20).putInt(3).putLong(Nbd.IHAVEOPT).putInt(Nbd.NBD_OPT_EXPORT_NAME)
                    .putInt(0));
            client.receive(10);
            client.request(0, Nbd.NBD_CMD_READ, 1, 0, SIZE);
            ByteBuffer reply = client.receive(16 + SIZE);
            assertThat(reply.getInt(4)).isZero();
            assertThat(Arrays.copyOfRange(reply.array(), 16, 16 + SIZE)).isEqualTo(withZeros());
        }
    }

    @Test
    void tellsExactlyWhereItStops() throws IOException {
        breaks(100, 120);
        try (StructuredClient client = new StructuredClient(zeros(part -> false).connect(), MOST).go()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.read(0, 7, SIZE - 7)).satisfies(answer -> {
                    assertThat(answer.error()).isEqualTo(Nbd.NBD_EIO);
                    assertThat(answer.errorOffset()).isEqualTo(100 * SECTOR);
                });
            }
            assertThat(client.read(0, 110 * SECTOR + 3, 9).errorOffset()).isEqualTo(110 * SECTOR + 3);
            assertThat(client.read(0, 121 * SECTOR, 100).error()).isZero();
        }
        assertThat(asked).as("asked once").hasSize(1);
        assertThat(failures).containsExactly(100L * SECTOR, 100L * SECTOR, 110L * SECTOR + 3);
    }

    @Test
    void losesWholePhysicalSectors() throws IOException {
        breaks(21, 21);
        var server = new BuiltinServer(disk, SIZE, new BuiltinServer.Sectors(SECTOR, 4096), List.of(),
                new RecordedReads(), (offset, error) -> failures.add(offset), part -> asked.add(part));
        breaks(LAST, LAST);
        try (StructuredClient client = new StructuredClient(server.connect(), MOST).go()) {
            client.read(0, 0, SIZE);
        }
        assertThat(asked).containsExactly(sectors(16, 23), sectors(LAST - 2, LAST));
    }

    @Test
    void aDiskWithTooManyBrokenPlacesIsGivenUp() throws IOException {
        int size = (2 * DiskReader.MOST_PARTS + 2) * SECTOR;
        BlockSource everySecond = (to, offset) -> {
            if (to.remaining() > SECTOR || offset / SECTOR % 2 == 0) {
                throw new IOException("Input/output error");
            }
        };
        var reader = new DiskReader(everySecond, size, SECTOR, part -> true);
        reader.read(ByteBuffer.allocate(size - 2 * SECTOR), 0);
        assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(2 * SECTOR), size - 2 * SECTOR))
                .isInstanceOfSatisfying(UnreadableException.class,
                        e -> assertThat(e.offset()).isEqualTo(size - 2 * SECTOR));
    }
}
