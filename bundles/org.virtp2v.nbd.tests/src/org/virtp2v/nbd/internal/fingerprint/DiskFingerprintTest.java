package org.virtp2v.nbd.internal.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.nbd.internal.builtin.DiskFile;
import org.virtp2v.nbd.internal.fingerprint.Taken.Likeness;

/** Which changes of a disk are seen. The disk is a sparse file of 10 TB, with partitions like those of a real one. */
@Timeout(60)
class DiskFingerprintTest {
    private static final long MIB = 1 << 20;
    private static final long SIZE = 10_000_000L * MIB;
    private static final long LINUX = 600_001 * MIB;
    private static final long WINDOWS = 3_000_003 * MIB;
    private static final long FILE_TABLE = WINDOWS + 786_432L * 4096;
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @TempDir
    Path temp;
    private Path image;

    @BeforeEach
    void makeADisk() throws Exception {
        image = temp.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        ByteBuffer header = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        header.put("EFI PART".getBytes(StandardCharsets.US_ASCII));
        write(512, header.putLong(72, 2).putInt(80, 128).putInt(84, 128));
        entry(0, LINUX);
        entry(1, WINDOWS);
        ByteBuffer boot = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        boot.put(3, "NTFS    ".getBytes(StandardCharsets.US_ASCII)).putShort(0x0b, (short) 512).put(0x0d, (byte) 8)
                .putLong(0x30, 786_432);
        write(WINDOWS, boot);
    }

    private void entry(int number, long start) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 4711);
        write(1024 + number * 128, entry.putLong(32, start / 512).putLong(40, start / 512 + 1000));
    }

    private void write(long at, ByteBuffer bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes.array());
        }
    }

    private SourceDisk disk(Extent... excluded) {
        return new SourceDisk("sda", image, SIZE, "sda", null, null, List.of(excluded));
    }

    private @Nullable String fingerprint(Extent... excluded) throws Exception {
        Taken taken = DiskFingerprint.of(disk(excluded), LIMIT, file -> file);
        return taken == null ? null : taken.hex();
    }

    @Test
    void isTheSameForADiskThatHasNotChangedAndTakesSeconds() throws Exception {
        long begin = System.nanoTime();
        assertThat(fingerprint()).matches("[0-9a-f]{64}").isEqualTo(fingerprint());
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, LINUX + 1024 + 0x2c, LINUX + 31 * MIB, WINDOWS + 100, FILE_TABLE + 56,
            FILE_TABLE + 15 * MIB, SIZE - 600, SIZE / 256 * 77 })
    void seesWhatASystemChangesThatIsStarted(long place) throws Exception {
        String before = fingerprint();
        write(place, ByteBuffer.wrap(new byte[] { 42 }));
        assertThat(fingerprint()).isNotNull().isNotEqualTo(before);
    }

    @Test
    void seesPartitionsOfAnMbrAndItsExtendedOne() throws Exception {
        write(512, ByteBuffer.allocate(512));
        ByteBuffer record = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN).putShort(510, (short) 0xaa55);
        record.put(0x1be + 4, (byte) 0x83).putInt(0x1be + 8, 123_456).put(0x1ce + 4, (byte) 0x05)
                .putInt(0x1ce + 8, 1_000_000);
        write(0, record);
        ByteBuffer link = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN).putShort(510, (short) 0xaa55);
        write(1_000_000L * 512, link.put(0x1be + 4, (byte) 0x83).putInt(0x1be + 8, 2048).put(0x1ce + 4, (byte) 0x05)
                .putInt(0x1ce + 8, 5_000_000));
        write(6_000_000L * 512,
                link.putInt(0x1be + 8, 4096).putInt(0x1ce + 8, 0));
        try (DiskFile file = DiskFile.of(image)) {
            assertThat(PartitionStarts.of(file, SIZE)).containsExactly(0L, 123_456L * 512, 1_002_048L * 512,
                    6_004_096L * 512);
        }
    }

    @Test
    void doesNotReadWhatStaysBehind() throws Exception {
        List<Extent> read = new ArrayList<>();
        Extent left = new Extent(LINUX, 100 * MIB);
        try (DiskFile file = DiskFile.of(image)) {
            DiskFingerprint.of((to, offset) -> {
                read.add(new Extent(offset, to.remaining()));
                file.read(to, offset);
            }, disk(left));
        }
        assertThat(read).noneMatch(part -> part.offset() < left.end() && part.end() > left.offset());
        String before = fingerprint(left);
        write(LINUX + 5000, ByteBuffer.wrap(new byte[] { 42 }));
        assertThat(fingerprint(left)).isEqualTo(before);
    }

    /** Also in the MBR, in both parts of a GPT, and where file systems begin. */
    @ParameterizedTest
    @ValueSource(longs = { LINUX + MIB, 0, 512, 1024, LINUX, WINDOWS })
    void takesABlockThatCannotBeReadForWhatItIs(long place) throws Exception {
        Taken broken = broken(place, place + 512);
        assertThat(broken).isEqualTo(broken(place, place + 512)).isNotEqualTo(broken(place, place + 8192));
        assertThat(broken.hex()).isNotEqualTo(fingerprint());
    }

    @Test
    void isComparedWhereItCouldBeReadBothTimes() throws Exception {
        Taken whole = broken(SIZE, SIZE);
        assertThat(whole.hex()).isEqualTo(fingerprint());
        Taken broken = broken(LINUX + MIB, LINUX + MIB + 4096);
        assertThat(broken.compare(whole)).isEqualTo(Likeness.SAME);
        assertThat(whole.compare(broken)).isEqualTo(Likeness.SAME);
        write(LINUX + MIB + 4000, ByteBuffer.wrap(new byte[] { 42 }));
        assertThat(broken(SIZE, SIZE).compare(broken)).as("changed just there").isEqualTo(Likeness.SAME);
        assertThat(broken(SIZE, SIZE).compare(whole)).isEqualTo(Likeness.OTHER);
        write(LINUX + 5 * MIB, ByteBuffer.wrap(new byte[] { 42 }));
        assertThat(broken(SIZE, SIZE).compare(broken)).isEqualTo(Likeness.OTHER);
    }

    private Taken broken(long from, long to) throws IOException {
        try (DiskFile file = DiskFile.of(image)) {
            return DiskFingerprint.of((bytes, offset) -> {
                if (offset < to && offset + bytes.remaining() > from) {
                    throw new IOException("Input/output error");
                }
                file.read(bytes, offset);
            }, disk());
        }
    }

    @Test
    void isNotKnownWhereTheDiskIsNotThereOrTakesTooLong() throws Exception {
        assertThat(DiskFingerprint.of(disk(), Duration.ZERO, file -> file)).isNull();
        Files.delete(image);
        assertThat(fingerprint()).isNull();
    }

    @Test
    void endsAtOnceWhenTheDiskIsClosed() {
        int[] reads = new int[1];
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> DiskFingerprint.of((to, offset) -> {
                    if (++reads[0] > 20) {
                        throw new ClosedChannelException();
                    }
                }, disk()));
        assertThat(reads[0]).isLessThan(30);
    }

    /** Tables that point anywhere: nothing is read outside the disk or of what stays behind, and it always ends. */
    @Test
    void survivesTablesThatAreNonsense() throws Exception {
        Fuzz.rounds(60, random -> {
            long size = 512L * (1 + random.nextInt(4_000));
            Extent left = new Extent(512L * random.nextInt((int) (size / 512)), 512);
            SourceDisk disk = new SourceDisk("sda", image, size, "sda", null, null, List.of(left));
            long[] reads = new long[1];
            DiskFingerprint.of((to, offset) -> {
                assertThat(offset).isNotNegative();
                assertThat(offset + to.remaining()).isLessThanOrEqualTo(size);
                assertThat(offset >= left.end() || offset + to.remaining() <= left.offset()).isTrue();
                reads[0]++;
                byte[] bytes = new byte[to.remaining()];
                random.nextBytes(bytes);
                if (bytes.length == 512 && random.nextBoolean()) {
                    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                    record.putShort(510, (short) 0xaa55).put(0x1be + 4, (byte) 5).put(3,
                            "NTFS    ".getBytes(StandardCharsets.US_ASCII));
                    record.put(0, random.nextBoolean() ? "EFI PART".getBytes(StandardCharsets.US_ASCII) : new byte[8]);
                }
                to.put(bytes);
            }, disk);
            assertThat(reads[0]).isLessThan(20_000);
        });
    }
}
