package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.RecordedReads;
import org.virtp2v.nbd.internal.device.Devices;

/** Disks that go away while they are being served, and come back: files, and real block devices. */
@Timeout(120)
class GoneDiskTest {
    private static final int SIZE = 4 << 20;
    private static final int KEPT = 3 << 20;
    /** Where the disk is read when it is gone; nobody has read there before. */
    private static final int PLACE = KEPT + 8192;
    private static final int LARGE = 40 << 20;
    /** A sector of a large disk that is not in the sample for its fingerprint. */
    private static final String BROKEN = String.valueOf(((36 << 20) + (100 << 10)) / 512);
    private static final Duration PERIOD = Duration.ofMillis(50);

    @TempDir
    Path directory;
    private Path sockets;
    private Path links;
    private TestDisk image;
    private final Waiting waiting = new Waiting(Duration.ofMinutes(5), new LinkedBlockingQueue<>());

    /** Waits for disks, and makes zeros of what is broken. */
    private record Waiting(Duration patience, BlockingQueue<String> told) implements ReadErrorPolicy {
        @Override
        public boolean mayGoOn() {
            return true;
        }

        @Override
        public Decision unreadable(UnreadablePart part) {
            told.add("unreadable " + part.firstSector());
            return Decision.ZERO;
        }

        @Override
        public void away() {
            told.add("away");
        }

        @Override
        public void refused(String what) {
            told.add(what);
        }

        @Override
        public void back(Path path, Duration gap) {
            told.add("back at " + path);
        }

        @Override
        public void gone(SourceException why) {
            told.add(why.getMessage());
        }

        String next() throws InterruptedException {
            return told.poll(30, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void makeDisk() throws IOException {
        sockets = Files.createTempDirectory(Path.of("/tmp"), "s");
        links = Files.createDirectory(directory.resolve("by-id"));
        image = TestDisk.of(SIZE, directory.resolve("image"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Files.delete(sockets);
    }

    private BlockExport export(SourceDisk disk, ReadErrorPolicy policy) throws Exception {
        Devices devices = new Devices(links, Path.of("/sys"), Path.of("/dev"));
        BlockExport export = new NbdExporter(
                new BuiltinExport.Surroundings(Tools.ofThisMachine(), devices, PERIOD), List.of(sockets),
                TestDisk.LIMIT).export(disk, List.of(NbdServer.BUILTIN), new RecordedReads(), policy, null);
        assertThat(export.fingerprint()).isNotNull();
        return export;
    }

    private static CompletableFuture<byte[]> reading(TestClient client) {
        var read = new CompletableFuture<byte[]>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                read.complete(client.read(PLACE, 4096));
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        return read;
    }

    private byte[] content(int from) {
        return Arrays.copyOfRange(image.content(), from, from + 4096);
    }

    private static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(KEPT);
        }
    }

    private void restore() throws IOException {
        try (FileChannel channel = FileChannel.open(image.path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(image.content(), KEPT, SIZE - KEPT), KEPT);
        }
    }

    @Test
    void allThatWaitGoOnWhenTheDiskIsBack() throws Exception {
        try (BlockExport export = export(image.source(), waiting);
                TestClient one = TestClient.on(export.connect());
                TestClient other = TestClient.on(export.connect())) {
            truncate(image.path());
            CompletableFuture<byte[]> first = reading(one);
            CompletableFuture<byte[]> second = reading(other);
            assertThat(waiting.next()).isEqualTo("away");
            assertThatThrownBy(export::check).as("while it is away").isInstanceOf(SourceException.class);
            Thread.sleep(PERIOD.multipliedBy(4));
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            assertThat(waiting.next()).contains("now has " + KEPT + " bytes, not " + SIZE);

            restore();

            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(content(PLACE));
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(content(PLACE));
            assertThat(waiting.next()).isEqualTo("back at " + image.path());
            export.check();
            truncate(image.path());
            CompletableFuture<byte[]> again = reading(one);
            assertThat(waiting.next()).as("it may go more than once").isEqualTo("away");
            restore();
            assertThat(again.get(30, TimeUnit.SECONDS)).isEqualTo(content(PLACE));
            assertThat(waiting.next()).isEqualTo("back at " + image.path());
            assertThat(waiting.told()).as("nothing is unreadable").isEmpty();
        }
    }

    @Test
    void anotherDiskOfTheSameSizeIsRefusedAndTheSameOneWithAnotherDeviceIsNot() throws Exception {
        byte[] changed = image.content().clone();
        changed[70_000]++;
        try (BlockExport export = export(image.source(), waiting);
                TestClient client = TestClient.on(export.connect())) {
            truncate(image.path());
            Path old = directory.resolve("old");
            Files.move(image.path(), old);
            CompletableFuture<byte[]> read = reading(client);
            assertThat(waiting.next()).isEqualTo("away");
            Files.move(Files.write(directory.resolve("new"), changed), image.path());
            assertThat(waiting.next()).contains("is not what was on it");
            Thread.sleep(PERIOD.multipliedBy(4));
            assertThat(waiting.told()).as("it is told once").isEmpty();
            assertThat(read).isNotDone();

            Files.move(Files.write(directory.resolve("new"), image.content()), image.path(),
                    StandardCopyOption.REPLACE_EXISTING);

            assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(content(PLACE));
            assertThat(waiting.next()).isEqualTo("back at " + image.path());
        }
    }

    @Test
    void nobodyWaitsForLongerThanIsWanted() throws Exception {
        var impatient = new Waiting(Duration.ofMillis(300), new LinkedBlockingQueue<>());
        try (BlockExport export = export(image.source(), impatient);
                TestClient client = TestClient.on(export.connect())) {
            truncate(image.path());
            assertThatThrownBy(() -> client.read(PLACE, 4096)).hasMessageContaining("NBD error 5");
            assertThat(impatient.next()).isEqualTo("away");
            assertThat(impatient.told()).last().asString().contains("did not come back", "p2v.reconnect");
            assertThatThrownBy(() -> client.read(PLACE, 4096)).as("at once").hasMessageContaining("NBD error 5");
            assertThatThrownBy(export::check).isInstanceOf(SourceException.class);
        }
    }

    @Test
    void whoeverWaitsIsLetGoAtOnceWhenTheExportIsClosed() throws Exception {
        BlockExport export = export(image.source(), waiting);
        TestClient client = TestClient.on(export.connect());
        truncate(image.path());
        CompletableFuture<byte[]> read = reading(client);
        assertThat(waiting.next()).isEqualTo("away");

        export.close();

        assertThatThrownBy(() -> read.get(1, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        restore();
        Thread.sleep(PERIOD.multipliedBy(4));
        assertThat(waiting.told()).noneMatch(text -> text.startsWith("back"));
    }

    /** As a disk on USB that is plugged into another port. */
    @Test
    void aDeviceIsKnownAgainByItsSerialNumberUnderAnotherName() throws Exception {
        image = TestDisk.of(LARGE, image.path());
        byte[] changed = image.content().clone();
        changed[LARGE - 1]++;
        TestDisk other = new TestDisk(Files.write(directory.resolve("other"), changed), changed);
        Path link = links.resolve("usb-Tired_Disk_4711-0:0");
        try (BrokenDisk disk = BrokenDisk.of(image, BROKEN); BrokenDisk wrong = BrokenDisk.of(other, BROKEN)) {
            Files.createSymbolicLink(link, disk.device());
            try (BlockExport export = export(disk.source(), waiting);
                    TestClient client = TestClient.on(export.connect())) {
                disk.stopAnswering();
                CompletableFuture<byte[]> read = reading(client);
                assertThat(waiting.next()).isEqualTo("away");
                Files.delete(link);
                Thread.sleep(PERIOD.multipliedBy(4));
                assertThat(waiting.told()).as("another disk was plugged in that nobody takes for it").isEmpty();
                Files.createSymbolicLink(link, wrong.device());
                assertThat(waiting.next()).isEqualTo(
                        "what is on the disk that is at " + wrong.device() + " now is not what was on it");
                try (BrokenDisk back = BrokenDisk.of(image, BROKEN)) {
                    Files.delete(link);
                    Files.createSymbolicLink(link, back.device());

                    assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(content(PLACE));
                    assertThat(waiting.told()).last().isEqualTo("back at " + back.device());
                    assertThat(client.read(1 << 20, 4096)).isEqualTo(content(1 << 20));
                    export.check();
                    assertThat(client.read((Integer.parseInt(BROKEN) - 1) * 512L, 1536))
                            .as("a bad sector is one there, too").containsSequence(
                                    new byte[512]);
                    assertThat(waiting.told()).last().isEqualTo("unreadable " + BROKEN);
                }
            }
        }
    }
}
