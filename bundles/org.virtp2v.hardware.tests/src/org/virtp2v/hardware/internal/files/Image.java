package org.virtp2v.hardware.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.virtp2v.core.source.Extent;
import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;

/** A real file system in an image file, filled through a mount where that is possible. */
final class Image {
    static final long MIB = 1 << 20;
    static final int SECTOR = 512;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final List<String> PATH = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    static final FoundFiles STRUCTURES = new FoundFiles(List.of(), true, false, true, false);
    static final FoundFiles NOTHING = new FoundFiles(List.of(), false, true, true, false);

    private final Path file;

    Image(Path file) {
        this.file = file;
    }

    /** Makes a file system in an empty image. */
    static Image make(Path file, long mebibytes, String... command) throws Exception {
        try (var empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(mebibytes * MIB);
        }
        List<String> line = new ArrayList<>(List.of(command));
        line.add(file.toString());
        tool(line.toArray(String[]::new));
        return new Image(file);
    }

    /** The same with the words of a command that have no blanks in them. */
    static Image make(Path file, long mebibytes, String command) throws Exception {
        return make(file, mebibytes, command.split(" "));
    }

    /** What is found where these files are, and nothing else. */
    static FoundFiles found(String... paths) {
        return new FoundFiles(List.of(paths), false, false, true, false);
    }

    /** Does something with files. */
    @FunctionalInterface
    interface Work {
        void in(Path directory) throws Exception;
    }

    /** The test is skipped where nothing can be mounted. */
    Image mounted(String options, Work work) throws Exception {
        String device = attach();
        try {
            mount(device, file.getParent(), options, work);
        } finally {
            tool("losetup", "--detach", device);
        }
        return this;
    }

    /** A loop device with the image, until it is detached. */
    String attach() throws Exception {
        String device = tool("losetup", "--find", "--show", file.toString()).strip();
        // One that somebody had for reading only may still be so.
        tool("blockdev", "--setrw", device);
        return device;
    }

    static void mount(String device, Path parent, String options, Work work) throws Exception {
        Path directory = Files.createTempDirectory(parent, "mounted");
        assumeThat(run("mount", "-o", options, device, directory.toString())).as("mount").isZero();
        try {
            work.in(directory);
            // Unmounting does not when another mount namespace has a copy of the mount.
            tool("sync", "--file-system", directory.toString());
        } finally {
            tool("umount", directory.toString());
        }
    }

    static int run(String... command) throws Exception {
        return LocalProgram.of(command).inCLocale()
                .start(OutputStream.nullOutputStream(), OutputStream.nullOutputStream())
                .await(LIMIT);
    }

    static String tool(String... command) throws Exception {
        assumeThat(PATH).as(command[0] + " is there").anyMatch(bin -> Files.isExecutable(Path.of(bin, command[0])));
        var output = new FirstBytes(1 << 22);
        var errors = new FirstBytes(1 << 16);
        int code = LocalProgram.of(command).inCLocale().start(output, errors).await(LIMIT);
        assertThat(code).as(Arrays.toString(command) + new String(errors.bytes())).isZero();
        return new String(output.bytes());
    }

    Path file() {
        return file;
    }

    /** Content that is nowhere else. */
    static byte[] content(int seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** The sector that these bytes begin, counted from 0 where several do. */
    Extent sector(byte[] bytes, int copy) throws IOException {
        return sectors(bytes).get(copy);
    }

    Extent sector(byte[] bytes) throws IOException {
        return sector(bytes, 0);
    }

    /** All sectors that these bytes begin. */
    List<Extent> sectors(byte[] bytes) throws IOException {
        return find(bytes, 0, SECTOR);
    }

    /** The first sector that has the beginning of these bytes, which begin at a multiple of eight of them. */
    Extent sectorWith(byte[] bytes) throws IOException {
        return find(bytes, 0, Long.BYTES).getFirst();
    }

    /** A sector that has these bytes at a place in it, counted from 0 where several do. */
    Extent sectorWith(byte[] bytes, int place, int copy) throws IOException {
        return find(bytes, place, SECTOR).get(copy);
    }

    private List<Extent> find(byte[] bytes, int begin, int step) throws IOException {
        long wanted = ByteBuffer.wrap(bytes).getLong();
        List<Extent> found = new ArrayList<>();
        try (var channel = FileChannel.open(file)) {
            var all = channel.map(MapMode.READ_ONLY, 0, channel.size());
            for (int at = begin; at < all.limit(); at += step) {
                if (all.getLong(at) == wanted) {
                    found.add(sectorAt(at));
                }
            }
        }
        return found;
    }

    /** Where nodes of Btrfs are: the same identity of the file system as in the superblock, and a level. */
    List<Long> nodes() throws IOException {
        byte[] identity = read(65536 + 32, 16);
        return find(identity, 32, 4096).stream().map(Extent::offset)
                .filter(offset -> offset != 65536 && offset != 64 * MIB).toList();
    }

    static Extent sectorAt(long offset) {
        return new Extent(offset / SECTOR * SECTOR, SECTOR);
    }

    /** Changes some bytes. */
    void write(long offset, byte... bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    byte[] read(long offset, int length) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var bytes = ByteBuffer.allocate(length);
            channel.read(bytes, offset);
            return bytes.array();
        }
    }

    String sum() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    VolumeReader reader() throws IOException {
        return reader(new TimeLimit(LIMIT));
    }

    VolumeReader reader(TimeLimit limit) throws IOException {
        return new VolumeReader(file, (offset, length) -> new byte[0], new Extent(0, Long.MAX_VALUE), limit);
    }
}
