package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.nbd.internal.builtin.DiskFile;

/** A real block device with real bad sectors, read by a real nbdcopy. */
@Timeout(120)
class BrokenDiskTest {
    private static final int SECTOR = 512;
    private static final int SIZE = 4 << 20;
    private static final int LAST = SIZE / SECTOR - 1;

    @TempDir
    Path directory;
    private Path sockets;
    private TestDisk image;
    private Path copy;
    private final Zeros zeros = new Zeros(new ExtentSet(), new ArrayList<>());

    /** Goes on with zeros. */
    private record Zeros(ExtentSet lost, List<String> gone) implements ReadErrorPolicy {
        @Override
        public boolean mayGoOn() {
            return true;
        }

        @Override
        public Decision unreadable(UnreadablePart part) {
            assertThat(lost.overlaps(part.extent().offset(), part.extent().length())).as("told twice").isFalse();
            lost.add(part.extent());
            return Decision.ZERO;
        }

        @Override
        public void gone(SourceException why) {
            gone.add(why.getMessage());
        }
    }

    @BeforeEach
    void makeDisk() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
        image = TestDisk.of(SIZE, directory.resolve("image"));
        copy = directory.resolve("copy");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Files.delete(sockets);
    }

    private BlockExport export(BrokenDisk disk, Tools tools, ReadErrorPolicy policy) throws Exception {
        return export(disk.source(), tools, policy);
    }

    private BlockExport export(SourceDisk disk, Tools tools, ReadErrorPolicy policy) throws Exception {
        return new NbdExporter(tools, List.of(sockets), TestDisk.LIMIT).export(disk, List.of(NbdServer.BUILTIN),
                new RecordedReads(), policy, null);
    }

    private static Extent sectors(int first, int last) {
        return new Extent((long) first * SECTOR, (long) (last - first + 1) * SECTOR);
    }

    private byte[] without(Extent... lost) {
        byte[] bytes = image.content().clone();
        for (Extent part : lost) {
            Arrays.fill(bytes, (int) part.offset(), (int) part.end(), (byte) 0);
        }
        return bytes;
    }

    @Test
    void losesTheBrokenSectorsAndNothingElse() throws Exception {
        Extent[] lost = { sectors(0, 0), sectors(77, 77), sectors(200, 263), sectors(4001, 4003), sectors(LAST, LAST) };
        try (BrokenDisk disk = BrokenDisk.of(image, "0", "77", "200-263", "4001-4003", String.valueOf(LAST));
                BlockExport export = export(disk, Tools.ofThisMachine(), zeros)) {
            assertThat(Nbdcopy.copy(export::connect, copy)).isZero();
            assertThat(Files.readAllBytes(copy)).isEqualTo(without(lost));
            export.check();
        }
        assertThat(zeros.lost().toList()).containsExactly(lost);
    }

    @Test
    void losesWhatThePageCacheFailsWithWhereThereIsNoDd() throws Exception {
        try (BrokenDisk disk = BrokenDisk.of(image, "77");
                BlockExport export = export(disk, new Tools(List.of(directory)), zeros)) {
            assertThat(Nbdcopy.copy(export::connect, copy)).isZero();
        }
        List<Extent> lost = zeros.lost().toList();
        assertThat(lost).singleElement().satisfies(part -> {
            assertThat(part.length()).isBetween(512L, 64L * 1024);
            assertThat(part.offset()).isLessThanOrEqualTo(77L * SECTOR);
            assertThat(part.end()).isGreaterThan(77L * SECTOR);
        });
        assertThat(Files.readAllBytes(copy)).isEqualTo(without(lost.getFirst()));
    }

    @Test
    void anImageOnAFileSystemWithoutSuchReadsIsReadAllTheSame() throws Exception {
        Path proc = Path.of("/proc/self/status"); // knows no O_DIRECT
        var source = new ExactReads(DiskFile.of(proc), SECTOR, Tools.ofThisMachine());
        var bytes = ByteBuffer.allocate(5);
        source.readExactly(bytes, 0);
        assertThat(new String(bytes.array())).isEqualTo("Name:");
        source.disk().close();
        assertThatThrownBy(() -> source.readExactly(bytes.clear(), 0)).as("a closed disk is read by nobody")
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void stopsWhereItIsToldTo() throws Exception {
        try (BrokenDisk disk = BrokenDisk.of(image, "4002");
                BlockExport export = export(disk, Tools.ofThisMachine(), ReadErrorPolicy.STOP)) {
            assertThat(Nbdcopy.copy(export::connect, copy)).isPositive();
            assertThatThrownBy(export::check).isInstanceOf(SourceException.class)
                    .hasMessageContaining(String.valueOf(4002 * SECTOR));
        }
    }

    @Test
    void aDiskThatIsThereButDoesNotAnswerDoesNotBecomeZeros() throws Exception {
        try (BrokenDisk disk = BrokenDisk.of(image, "77");
                BlockExport export = export(disk, Tools.ofThisMachine(), zeros);
                TestClient client = TestClient.on(export.connect())) {
            assertThat(client.read(0, 4096)).isEqualTo(Arrays.copyOf(image.content(), 4096));
            disk.stopAnswering();

            assertThatThrownBy(() -> client.read(3 << 20, 4096)).hasMessageContaining("NBD error 5");

            assertThat(zeros.lost().toList()).isEmpty();
            assertThat(zeros.gone()).singleElement().asString().contains("does not answer any more");
            assertThatThrownBy(export::check).isInstanceOf(SourceException.class).hasMessage(zeros.gone().getFirst());
        }
    }

    @Test
    void aDiskThatShrinksOrIsUnpluggedDoesNotBecomeZeros() throws Exception {
        try (BlockExport export = export(image.source(), Tools.ofThisMachine(), zeros);
                TestClient client = TestClient.on(export.connect());
                FileChannel file = FileChannel.open(image.path(), StandardOpenOption.WRITE)) {
            assertThat(client.read(0, 4096)).isEqualTo(Arrays.copyOf(image.content(), 4096));
            file.truncate(3 << 20);
            assertThatThrownBy(() -> client.read((3 << 20) - 512, 4096)).hasMessageContaining("NBD error 5");
            Files.delete(image.path());
            assertThatThrownBy(() -> client.read((3 << 20) + 8192, 4096)).hasMessageContaining("NBD error 5");

            assertThat(zeros.lost().toList()).isEmpty();
            assertThat(zeros.gone().getFirst()).contains("it has 3145728 bytes now");
            assertThatThrownBy(export::check).isInstanceOf(SourceException.class)
                    .hasMessageContaining("there is no such device");
        }
    }

    @Test
    void aDiskThatComesBackAsAnotherIsGone() throws Exception {
        try (BlockExport export = export(image.source(), Tools.ofThisMachine(), zeros)) {
            Files.move(Files.write(directory.resolve("other"), image.content()), image.path(),
                    StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(() -> {
                for (int i = 0; i < 1000; i++) {
                    interruptAReader(export);
                }
            }).isInstanceOf(ClosedChannelException.class);

            assertThat(zeros.gone()).hasSize(1);
            assertThatThrownBy(export::check).isInstanceOf(SourceException.class).hasMessage(zeros.gone().getFirst());
        }
    }

    /** Where it waits for the disk, that is opened again for the others. */
    private static void interruptAReader(BlockExport export) throws IOException, InterruptedException {
        try (TestClient client = TestClient.on(export.connect())) {
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        client.read(0, SIZE / 2);
                    }
                } catch (IOException e) {
                    // as it must
                }
            });
            Thread.sleep(5);
            reader.interrupt();
            reader.join();
        }
    }

    @Test
    void aDiskThatMustBeReadableIsNotServedWhenItsEndIsNot() throws Exception {
        try (BrokenDisk disk = BrokenDisk.of(image, String.valueOf(LAST))) {
            assertThatThrownBy(() -> export(disk, Tools.ofThisMachine(), ReadErrorPolicy.STOP))
                    .isInstanceOf(SourceException.class);
        }
    }
}
