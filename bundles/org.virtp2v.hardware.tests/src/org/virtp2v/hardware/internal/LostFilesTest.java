package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/** Which files are at parts of a disk, found with the real tools in real file systems in image files. */
@Timeout(120)
class LostFilesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final long MIB = 1 << 20;
    private static final Pattern RUN = Pattern.compile("(?m)^\\s+\\d+\\s+(\\d+)\\s+\\d+$");

    @TempDir
    Path dir;
    private final CommandRunner runner = new ProcessRunner();
    private final List<String> commands = new ArrayList<>();

    private Path image(long mebibytes) throws IOException {
        Path image = dir.resolve("image");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(mebibytes * MIB);
        }
        return image;
    }

    private String tool(String... command) throws InterruptedException {
        var output = runner.run(LONG, command);
        assumeThat(output).as(String.join(" ", command)).isPresent();
        return new String(output.orElseThrow());
    }

    private static void fill(Path file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** An ext4 file system of 1024-byte blocks with a few files. */
    private Path ext(String type) throws Exception {
        Path tree = dir.resolve("tree");
        fill(tree.resolve("var/log/messages"), 300_000);
        fill(tree.resolve("etc/two words"), 5_000);
        fill(tree.resolve("line\nfeed"), 5_000);
        Path image = image(32);
        tool("mke2fs", "-q", "-t", type, "-b", "1024", "-d", tree.toString(), image.toString());
        return image;
    }

    private static UnreadablePart part(long offset, long length, String partition) {
        return new UnreadablePart(new Extent(offset, length), partition);
    }

    private List<PartContent> find(Path image, UnreadablePart... parts) throws InterruptedException {
        CommandRunner recorder = (limit, success, command) -> {
            commands.add(String.join(" ", command));
            return runner.run(limit, success, command);
        };
        return find(recorder, image, parts);
    }

    private static List<PartContent> find(CommandRunner runner, Path image, UnreadablePart... parts)
            throws InterruptedException {
        var disk = new SourceDisk("sda", image, Math.max(1, image.toFile().length()), "sda");
        return new LinuxFileFinder(new SystemFiles(Path.of("/")), runner).find(disk, List.of(parts), LONG);
    }

    private long firstBlock(Path image, String file) throws InterruptedException {
        return Long.parseLong(tool("debugfs", "-R", "blocks \"" + file + "\"", image.toString()).strip().split(" ")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext2", "ext3", "ext4" })
    void namesTheFilesOfExt(String type) throws Exception {
        Path image = ext(type);
        byte[] before = Files.readAllBytes(image);
        long messages = firstBlock(image, "/var/log/messages") * 1024;
        long words = firstBlock(image, "/etc/two words") * 1024;
        long feed = firstBlock(image, "/line\nfeed") * 1024;
        long directory = firstBlock(image, "/var/log") * 1024;

        var contents = find(image, part(messages + 512, 512, null), part(words, 2048, null), part(feed, 512, null),
                part(directory, 512, null), part(1024, 1024, null), part(32 * MIB - 2048, 2048, null));

        assertThat(contents).containsExactly(
                new PartContent(type, List.of("/var/log/messages"), false, false, true, null),
                new PartContent(type, List.of("/etc/two words"), false, false, true, null),
                new PartContent(type, List.of("/line feed"), false, false, true, null),
                new PartContent(type, List.of("/var/log"), false, false, true, null),
                new PartContent(type, List.of(), true, false, true, null),
                new PartContent(type, List.of(), false, true, true, null));
        assertThat(Files.readAllBytes(image)).isEqualTo(before);
        // Each of these looks through the whole file system.
        assertThat(commands).filteredOn(c -> c.contains("icheck") || c.contains("ncheck")).hasSize(2)
                .allMatch(c -> c.startsWith("debugfs -D "));
    }

    @Test
    void tellsEverythingThatALongPartHits() throws Exception {
        Path image = ext("ext4");

        var contents = find(image, part(0, 32 * MIB, null), part(30 * MIB, 1024, null));

        assertThat(contents.getFirst().complete()).isFalse();
        assertThat(contents.getFirst().structures()).isTrue();
        assertThat(contents.get(1)).isEqualTo(PartContent.unknown("ext4", Unknown.NOT_ASKED));
    }

    /** Not every file system with an image knows reads past the page cache. */
    @Test
    void takesThePageCacheWhereThereIsNoOtherWay() throws Exception {
        Path image = ext("ext4");
        long messages = firstBlock(image, "/var/log/messages") * 1024;
        CommandRunner cached = (limit, success, command) -> List.of(command).contains("-D")
                ? Optional.of(new byte[0])
                : runner.run(limit, success, command);

        assertThat(find(cached, image, part(messages, 512, null), part(32 * MIB - 2048, 2048, null))).containsExactly(
                new PartContent("ext4", List.of("/var/log/messages"), false, false, true, null),
                new PartContent("ext4", List.of(), false, true, true, null));
    }

    @Test
    void knowsAJournalOfExtThatWasNotReplayed() throws Exception {
        Path image = ext("ext4");
        long messages = firstBlock(image, "/var/log/messages") * 1024;
        tool("debugfs", "-w", "-R", "feature needs_recovery", image.toString());

        assertThat(find(image, part(messages, 512, null))).containsExactly(
                new PartContent("ext4", List.of("/var/log/messages"), false, false, true, true, null));
    }

    @Test
    void countsFromTheBeginningOfThePartition() throws Exception {
        Path image = ext("ext4");
        long messages = firstBlock(image, "/var/log/messages") * 1024;
        // What the kernel tells of a partition, which is an image here.
        Path system = dir.resolve("system");
        Path start = system.resolve("sys/class/block/x!" + image.getFileName() + "/start");
        Files.createDirectories(start.getParent());
        Files.writeString(start, "2048\n");
        CommandRunner redirected = (limit, success, command) -> {
            var line = command.clone();
            line[line.length - 1] = line[line.length - 1].replace("/dev/x/image", image.toString());
            return runner.run(limit, success, line);
        };
        var disk = new SourceDisk("sda", Path.of("/dev/sda"), 64 * MIB, "sda");

        var contents = new LinuxFileFinder(new SystemFiles(system), redirected).find(disk,
                List.of(part(MIB + messages, 512, "x!image"), part(0, 512, "x!gone"), part(MIB + messages + 512, 512,
                        "x!image")),
                LONG);

        assertThat(contents).extracting(PartContent::files).containsExactly(List.of("/var/log/messages"), List.of(),
                List.of("/var/log/messages"));
        assertThat(contents.get(1).unknown()).isEqualTo(Unknown.NO_FILE_SYSTEM);
    }

    /** An NTFS file system with one file. */
    private Path ntfs() throws Exception {
        Path image = image(32);
        tool("mkntfs", "-q", "-F", "-Q", "-s", "512", "-p", "0", "-H", "255", "-S", "63", image.toString());
        Path file = dir.resolve("file");
        fill(file, 300_000);
        tool("ntfscp", "-f", image.toString(), file.toString(), "hello world.bin");
        return image;
    }

    /** What is not found may be of the file whose record is broken: that it is free space would be wrong. */
    @Test
    void doesNotTakeForFreeWhatAnNtfsFileMayHave() throws Exception {
        Path image = ntfs();
        long hello = firstClusterOfHello(image) * 4096;
        try (var disk = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] bytes = Files.readAllBytes(image);
            for (int at = 0; at < bytes.length; at += 1024) {
                // The 64th record, behind those of the file system itself.
                if (new String(bytes, at, 4, StandardCharsets.US_ASCII).equals("FILE")
                        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 44) == 64) {
                    disk.seek(at);
                    disk.write(new byte[4]);
                }
            }
        }

        assertThat(find(runner, image, part(hello + 4608, 512, null), part(0, 512, null))).containsExactly(
                PartContent.unknown("ntfs", Unknown.NOT_TOLD),
                new PartContent("ntfs", List.of(), true, false, false, null));
    }

    private long firstClusterOfHello(Path image) throws InterruptedException {
        var run = RUN.matcher(tool("ntfscluster", "-F", "hello world.bin", image.toString()));
        assertThat(run.find()).isTrue();
        return Long.parseLong(run.group(1));
    }

    @Test
    void namesTheFilesOfNtfs() throws Exception {
        Path image = ntfs();
        byte[] before = Files.readAllBytes(image);
        long hello = firstClusterOfHello(image) * 4096;

        var contents = find(image, part(hello + 4608, 512, null), part(0, 512, null), part(30 * MIB, 4096, null));

        assertThat(contents).containsExactly(
                new PartContent("ntfs", List.of("/hello world.bin"), false, false, true, null),
                new PartContent("ntfs", List.of(), true, false, true, null),
                new PartContent("ntfs", List.of(), false, true, true, null));
        assertThat(Files.readAllBytes(image)).isEqualTo(before);
    }

    /** By reading the structures on the disk, which no tool of theirs does without mounting them. */
    @ParameterizedTest
    @ValueSource(strings = { "xfs", "btrfs" })
    void namesTheFilesOfOthers(String type) throws Exception {
        Path image = other(type, 320);
        long messages = offset(image, 300_000);

        var contents = find(image, part(messages + 512, 512, null), part(319 * MIB, 1024, null),
                part(65536, 512, null));

        assertThat(contents.subList(0, 2)).containsExactly(
                new PartContent(type, List.of("/var/log/messages"), false, false, true, null),
                new PartContent(type, List.of(), false, true, true, null));
        assertThat(contents.get(2).structures()).isTrue();
        assertThat(commands).noneMatch(command -> command.startsWith("mount"));
    }

    /** A file system with a file of 300000 bytes in it. */
    private Path other(String type, long mebibytes, String... options) throws Exception {
        fill(dir.resolve("other/var/log/messages"), 300_000);
        Path files = Files.writeString(dir.resolve("prototype"), "/none\n0 0\nd--755 0 0\nvar d--755 0 0\n"
                + "log d--755 0 0\nmessages ---644 0 0 " + dir.resolve("other/var/log/messages") + "\n$\n$\n$\n");
        Path image = image(mebibytes);
        List<String> command = new ArrayList<>(type.equals("xfs") ? List.of("mkfs.xfs", "-q", "-p", files.toString())
                : List.of("mkfs.btrfs", "-q", "--rootdir", dir.resolve("other").toString()));
        command.addAll(List.of(options));
        command.add(image.toString());
        tool(command.toArray(String[]::new));
        return image;
    }

    /** Where the content of a file of this size begins that was filled. */
    private static long offset(Path image, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        try (var file = FileChannel.open(image)) {
            var all = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            for (int at = 0; at < all.limit(); at += 512) {
                if (all.slice(at, 512).mismatch(ByteBuffer.wrap(content, 0, 512)) < 0) {
                    return at;
                }
            }
        }
        throw new AssertionError("not in the image");
    }

    private static final int LVM_EXTENT = 1 << 20;

    /** A physical volume with swap space, a volume of two pieces around it, a file system, and free space. */
    private void physicalVolume(String device, String group) throws Exception {
        List<String> options = lvmOptions(device);
        lvm(options, "pvcreate", "--dataalignment", "1m", device);
        lvm(options, "vgcreate", "--physicalextentsize", LVM_EXTENT + "b", group, device);
        for (String volume : List.of("data 2", "swap 4")) {
            lvm(options, "lvcreate", "--activate", "n", "--zero", "n", "--wipesignatures", "n", "--name",
                    volume.split(" ")[0], "--extents", volume.split(" ")[1], group);
        }
        lvm(options, "lvextend", "--extents", "+2", group + "/data");
        lvm(options, "lvcreate", "--activate", "n", "--zero", "n", "--wipesignatures", "n", "--name", "root",
                "--extents", "32", group);
    }

    private static List<String> lvmOptions(String device) {
        return List.of("--driverloaded", "n", "--config",
                "backup{backup=0 archive=0} devices{use_devicesfile=0 hints=\"none\" filter=[\"a|^" + device
                        + "$|\",\"r|.*|\"]}");
    }

    private void lvm(List<String> options, String command, String... arguments) throws InterruptedException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(options);
        line.addAll(List.of(arguments));
        tool(line.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = { "ext4", "btrfs" })
    void namesTheFilesOfALogicalVolumeThatIsNotActive(String type) throws Exception {
        Path system = Files.move(type.equals("ext4") ? ext(type) : other(type, 32, "--mixed"), dir.resolve("system"));
        long messages = offset(system, 300_000);
        Path image = image(44);
        String device = tool("losetup", "--find", "--show", image.toString()).strip();
        // One that somebody had for reading only may still be so.
        tool("blockdev", "--setrw", device);
        try {
            physicalVolume(device, "p2v" + ProcessHandle.current().pid());
            long root = 9L * LVM_EXTENT;
            tool("dd", "if=" + system, "of=" + device, "bs=1M", "seek=9", "status=none");
            Path swap = dir.resolve("swap");
            tool("truncate", "--size=4M", swap.toString());
            tool("mkswap", swap.toString());
            tool("dd", "if=" + swap, "of=" + device, "bs=1M", "seek=3", "status=none");

            var contents = find(Path.of(device), part(root + messages, 512, null), part(512, 512, null),
                    part(4L * LVM_EXTENT, 512, null), part(LVM_EXTENT, 512, null), part(7L * LVM_EXTENT, 512, null),
                    part(root + messages + 1024, 512, null), part(42L * LVM_EXTENT, 512, null),
                    part(root - 512, 1024, null));

            assertThat(contents).containsExactly(
                    new PartContent(type, List.of("/var/log/messages"), false, false, true, null),
                    new PartContent("LVM2_member", List.of(), true, false, true, null),
                    PartContent.unknown("swap", Unknown.NOT_SUPPORTED),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED),
                    new PartContent(type, List.of("/var/log/messages"), false, false, true, null),
                    new PartContent("LVM2_member", List.of(), false, true, true, null),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED));
        } finally {
            tool("losetup", "--detach", device);
        }
    }

    /** Its first chunk looks like the file system of a thin volume, whose other chunks are anywhere in the pool. */
    @Test
    void namesNoFilesOfAThinPool() throws Exception {
        Path system = Files.move(ext("ext4"), dir.resolve("system"));
        long messages = offset(system, 300_000);
        String device = tool("losetup", "--find", "--show", image(44).toString()).strip();
        tool("blockdev", "--setrw", device);
        try {
            String group = "p2v" + ProcessHandle.current().pid();
            physicalVolume(device, group);
            List<String> options = lvmOptions(device);
            Path metadata = dir.resolve("metadata");
            lvm(options, "vgcfgbackup", "--file", metadata.toString(), group);
            Files.writeString(metadata, Files.readString(metadata)
                    .replaceAll("(?s)(swap|root) \\{(.*?), \"VISIBLE\"", "$1 {$2")
                    .replace("swap {", "pool_tmeta {").replace("root {", "pool_tdata {")
                    .replaceFirst("logical_volumes \\{", """
                            logical_volumes { pool { id = "abcdef-abcd-abcd-abcd-abcd-abcd-abcdef"
                              status = ["READ", "WRITE", "VISIBLE"] creation_host = "x" creation_time = 1
                              segment_count = 1 segment1 { start_extent = 0 extent_count = 32 type = "thin-pool"
                                metadata = "pool_tmeta" pool = "pool_tdata" transaction_id = 0 chunk_size = 128
                                discards = "passdown" zero_new_blocks = 1 } }
                            """));
            lvm(options, "vgcfgrestore", "--force", "--file", metadata.toString(), group);
            tool("dd", "if=" + system, "of=" + device, "bs=1M", "seek=9", "status=none");

            assertThat(find(Path.of(device), part(9L * LVM_EXTENT + messages, 512, null)))
                    .containsExactly(PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED));
        } finally {
            tool("losetup", "--detach", device);
        }
    }

    @ParameterizedTest
    @CsvSource({ "mkfs.vfat,vfat", "mkswap,swap" })
    void knowsOnlyTheNameOfOtherContents(String command, String type) throws Exception {
        Path image = image(32);
        tool(command, image.toString());

        assertThat(find(image, part(0, 512, null))).containsExactly(PartContent.unknown(type, Unknown.NOT_SUPPORTED));
    }

    @Test
    void knowsNothingOfAnEmptyDisk() throws Exception {
        assertThat(find(image(1), part(0, 512, null)))
                .containsExactly(PartContent.unknown(null, Unknown.NO_FILE_SYSTEM));
    }

    /** The tools of a disk that is broken where they look, or that are not there. */
    @ParameterizedTest
    @CsvSource({ "ext4,", "ntfs,", "xfs,", "btrfs,", "ext4,dumpe2fs", "ext4,icheck", "ntfs,ntfsinfo" })
    void doesNotKnowWhatTheToolsDoNotTell(String type, String last) throws InterruptedException {
        CommandRunner broken = (limit, success, command) -> {
            String line = String.join(" ", command);
            if (line.startsWith("blkid")) {
                return Optional.of(("TYPE=" + type + "\n").getBytes());
            }
            return last == null ? Optional.empty() : Optional.of((switch (command[0]) {
                case "dumpe2fs" -> last.equals("dumpe2fs") ? "Block size: 0\n" : "Block size:   4096\n";
                case "ntfsinfo" -> "\tCluster Size: 4096\n";
                case "debugfs" -> "icheck: Attempt to read block from filesystem resulted in short read\n";
                default -> "Inode 64 /half";
            }).getBytes());
        };
        var disk = new SourceDisk("sda", Path.of("/dev/sda"), MIB, "sda");

        assertThat(new LinuxFileFinder(new SystemFiles(dir), broken).find(disk, List.of(part(0, 512, null)), LONG))
                .containsExactly(PartContent.unknown(type, Unknown.NOT_TOLD));
    }

    @Test
    void asksNothingWhenTheTimeIsOver() throws Exception {
        CommandRunner none = (limit, success, command) -> {
            throw new AssertionError(String.join(" ", command));
        };
        var parts = LongStream.range(0, 5).mapToObj(i -> part(i * 1024, 512, null)).toList();
        var disk = new SourceDisk("sda", image(1), MIB, "sda");

        assertThat(new LinuxFileFinder(new SystemFiles(dir), none).find(disk, parts, Duration.ZERO)).hasSize(5)
                .containsOnly(PartContent.unknown(null, Unknown.NOT_ASKED));
    }
}
