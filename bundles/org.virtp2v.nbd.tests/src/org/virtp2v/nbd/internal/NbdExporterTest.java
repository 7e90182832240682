package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.nbd.internal.protocol.Nbd;

/** What every export guarantees, with each of the real servers. */
class NbdExporterTest {
    private static final int SIZE = 3 * 1024 * 1024 + 512;

    @TempDir
    private Path directory;
    private Path sockets;
    private TestDisk disk;
    private NbdExporter exporter;

    @BeforeEach
    void makeDisk() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
        disk = TestDisk.of(SIZE, directory.resolve("-a disk, with=odd:name %n.img"));
        exporter = new NbdExporter(Tools.ofThisMachine(), List.of(sockets), TestDisk.LIMIT);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(disk.isSoonGoneWith(sockets)).as("no process and no socket left").isTrue();
        Files.delete(sockets);
    }

    private BlockExport export(NbdServer server, ReadWatcher reads) throws Exception {
        return exporter.export(disk.source(), List.of(server), reads, ReadErrorPolicy.STOP, null);
    }

    private BlockExport export(NbdServer server) throws Exception {
        return export(server, new RecordedReads());
    }

    @ParameterizedTest
    @EnumSource
    void servesTheContentOfTheDisk(NbdServer server) throws Exception {
        try (BlockExport export = export(server); TestClient client = TestClient.on(export.connect())) {
            assertThat(export.server()).isEqualTo(server);
            assertThat(export.disk()).isEqualTo(disk.source());
            assertThat(client.read(0, SIZE)).isEqualTo(disk.content());
        }
    }

    @Test
    void showsZerosInThePlaceOfWhatStaysBehind() throws Exception {
        byte[] expected = disk.content().clone();
        Arrays.fill(expected, 4096, 100_000 + 4096, (byte) 0);
        SourceDisk whole = disk.source();
        SourceDisk source = new SourceDisk(whole.name(), whole.path(), SIZE, "sda", null, null,
                List.of(new Extent(4096, 100_000)));
        try (BlockExport export = exporter.export(source, List.of(NbdServer.BUILTIN), new RecordedReads(),
                ReadErrorPolicy.STOP, null);
                TestClient client = TestClient.on(export.connect())) {
            assertThat(client.read(0, SIZE)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesABlockDevice(NbdServer server) throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Process losetup = new ProcessBuilder("losetup", "--find", "--show", "--read-only", disk.path().toString())
                .start();
        String device = new String(losetup.getInputStream().readAllBytes()).strip();
        assumeThat(losetup.waitFor()).as("this machine has loop devices").isZero();
        TestDisk loop = new TestDisk(Path.of(device), disk.content());
        try (BlockExport export = exporter.export(loop.source(), List.of(server), new RecordedReads(),
                ReadErrorPolicy.STOP, null); TestClient client = TestClient.on(export.connect())) {
            assertThat(client.read(0, SIZE)).isEqualTo(disk.content());
            export.check();
        } finally {
            new ProcessBuilder("losetup", "--detach", device).start().waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    void servesReadOnly(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            Process info = new ProcessBuilder("nbdinfo", "nbd+unix:///?socket=" + socket()).redirectErrorStream(true)
                    .start();
            assertThat(new String(info.getInputStream().readAllBytes())).contains("is_read_only: true",
                    "export-size: " + SIZE);
            export.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesSeveralConnectionsAtOnceAndOneAfterAnother(NbdServer server) throws Exception {
        try (BlockExport export = export(server)) {
            for (int round = 0; round < 3; round++) {
                List<TestClient> clients = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    clients.add(TestClient.on(export.connect()));
                }
                for (TestClient client : clients) {
                    assertThat(client.read(512, 512)).isEqualTo(Arrays.copyOfRange(disk.content(), 512, 1024));
                }
                for (TestClient client : clients) {
                    client.close();
                }
            }
            export.check();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    void keepsOtherUsersOut(NbdServer server) throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        try (BlockExport export = export(server)) {
            assertThat(export.disk()).isNotNull();
            Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxr-xr-x"));
            Process other = new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                    "nbdinfo", "nbd+unix:///?socket=" + socket()).redirectErrorStream(true).start();
            assertThat(new String(other.getInputStream().readAllBytes())).contains("Permission denied");
            assertThat(other.waitFor()).isNotZero();
            assertThat(Files.getPosixFilePermissions(socket().getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BUILTIN")
    void cutsOffAWriter(NbdServer server) throws Exception {
        String before = disk.sha256();
        try (BlockExport export = export(server); TestClient client = TestClient.on(export.connect())) {
            ByteBuffer write = ByteBuffer.allocate(28 + 512)
                    .put(TestClient.request(Nbd.NBD_CMD_WRITE, 0, 512)).position(28 + 512).flip();
            assertThatThrownBy(() -> client.channel().write(write)).isInstanceOf(IOException.class)
                    .hasMessageContaining("type 1");
            assertThat(client.channel().isOpen()).isFalse();
            assertThatThrownBy(() -> client.channel().read(ByteBuffer.allocate(16))).isInstanceOf(IOException.class);
            assertThat(disk.sha256()).isEqualTo(before);
            assertThatThrownBy(export::check).hasMessageContaining("may only read disk sda");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsWhatARealClientReadsAndGets(NbdServer server) throws Exception {
        var reads = new RecordedReads();
        Path copy = directory.resolve("copy.img");
        try (BlockExport export = export(server, reads)) {
            assertThat(Nbdcopy.copy(export::connect, copy)).isZero();
        }
        assertThat(copy).hasBinaryContent(disk.content());
        assertThat(timesOfEachByte(reads.asked)).as("asked for").containsOnly(1);
        assertThat(timesOfEachByte(reads.delivered)).as("delivered").containsOnly(1);
    }

    private static int[] timesOfEachByte(List<Extent> parts) {
        int[] times = new int[SIZE];
        parts.forEach(part -> IntStream.range((int) part.offset(), (int) part.end()).forEach(at -> times[at]++));
        return times;
    }

    @ParameterizedTest
    @EnumSource
    void closeEndsReadersAndServerAndIsIdempotent(NbdServer server) throws Exception {
        BlockExport export = export(server);
        TestClient client = TestClient.on(export.connect());
        export.close();
        export.close();
        assertThat(disk.servers()).isEmpty();
        assertThatThrownBy(() -> client.read(0, 512)).isInstanceOf(IOException.class);
        assertThatThrownBy(export::connect).isInstanceOf(IOException.class);
        client.close();
    }

    @Test
    @SuppressWarnings("try") // closing twice is no error
    void closingAConnectionEndsABlockedRead() throws Exception {
        try (BlockExport export = export(NbdServer.QEMU_NBD); TestClient client = TestClient.on(export.connect())) {
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    client.receive(1);
                } catch (IOException e) {
                    // as it must
                }
            });
            TimeUnit.MILLISECONDS.sleep(100);
            client.close();
            reader.join(2000);
            assertThat(reader.isAlive()).isFalse();
        }
    }

    private Path socket() throws IOException {
        return TestDisk.contentOf(sockets).getFirst().resolve("nbd.sock");
    }
}
