package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.core.source.SourceDisk;

/** Which files are at parts of a disk, found with the real tools in real file systems in image files. */
@Timeout(120)
class LostFilesTest extends LostFilesFixture {
    private static final Pattern LIST = Pattern.compile("\\(IND\\):(\\d+)");
    private static final Pattern INODES = Pattern.compile("(?m)^0:.*:(\\d+)$");
    private static final Pattern RUN = Pattern.compile("(?m)^\\s+\\d+\\s+(\\d+)\\s+\\d+$");

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
                .allMatch(c -> c.startsWith("debugfs -D -c "));
    }

    /** An image that ends there cannot be read there, as a disk with a bad sector. */
    private static void endAt(Path image, long offset) throws IOException {
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(offset);
        }
    }

    /** The file system's own account of the file's blocks has a hole then; what is in it is no structure. */
    @ParameterizedTest
    @ValueSource(strings = { "ext2", "ext3" })
    void namesTheFileWhoseListOfBlocksCannotBeRead(String type) throws Exception {
        fill(dir.resolve("tree/big"), 2_000_000);
        Path image = image(8);
        tool("mke2fs", "-q", "-t", type, "-b", "1024", "-d", dir.resolve("tree").toString(), image.toString());
        var lists = LIST.matcher(tool("debugfs", "-R", "stat /big", image.toString())).results().toList();
        long list = Long.parseLong(lists.get(2).group(1)) * 1024;
        endAt(image, list);

        var contents = find(image, part(list, 1024, null), part(list + 3072, 512, null), part(list, 2048, null),
                part(8 * MIB - 1024, 1024, null), part(1024, 1024, null));

        assertThat(contents).containsExactly(new PartContent(type, List.of("/big"), false, false, true, null),
                new PartContent(type, List.of(), List.of("/big"), false, false, true, false, null),
                new PartContent(type, List.of("/big"), false, false, true, null),
                new PartContent(type, List.of(), false, true, true, null),
                new PartContent(type, List.of(), true, false, true, null));
        // Without the list itself among the parts, nothing leads to the file.
        assertThat(find(image, part(list + 3072, 512, null)))
                .containsExactly(PartContent.unknown(type, Unknown.NOT_TOLD));
    }

    @Test
    void knowsTheStructuresOfExtWhereItsInodesCannotBeRead() throws Exception {
        Path image = ext("ext2");
        long messages = firstBlock(image, "/var/log/messages") * 1024;
        var table = INODES.matcher(tool("dumpe2fs", "-g", image.toString()));
        assertThat(table.find()).isTrue();
        long inodes = Long.parseLong(table.group(1)) * 1024;
        endAt(image, inodes);

        assertThat(find(image, part(inodes + 1024, 512, null), part(messages, 512, null), part(2048, 1024, null)))
                .containsExactly(new PartContent("ext2", List.of(), true, false, true, null),
                        PartContent.unknown("ext2", Unknown.NOT_TOLD),
                        new PartContent("ext2", List.of(), true, false, true, null));
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
