package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/** Real file systems in image files, and the search for lost files in them with the real tools. */
abstract class LostFilesFixture {
    static final Duration LONG = Duration.ofMinutes(1);
    static final long MIB = 1 << 20;

    @TempDir
    Path dir;
    final CommandRunner runner = new ProcessRunner();
    /** Those that a search has run. */
    final List<String> commands = new ArrayList<>();

    Path image(long mebibytes) throws IOException {
        Path image = dir.resolve("image");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(mebibytes * MIB);
        }
        return image;
    }

    String tool(String... command) throws InterruptedException {
        var output = runner.run(LONG, command);
        assumeThat(output).as(String.join(" ", command)).isPresent();
        return new String(output.orElseThrow());
    }

    static void fill(Path file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** An ext4 file system of 1024-byte blocks with a few files. */
    Path ext(String type) throws Exception {
        Path tree = dir.resolve("tree");
        fill(tree.resolve("var/log/messages"), 300_000);
        fill(tree.resolve("etc/two words"), 5_000);
        fill(tree.resolve("line\nfeed"), 5_000);
        Path image = image(32);
        tool("mke2fs", "-q", "-t", type, "-b", "1024", "-d", tree.toString(), image.toString());
        return image;
    }

    static UnreadablePart part(long offset, long length, String partition) {
        return new UnreadablePart(new Extent(offset, length), partition);
    }

    List<PartContent> find(Path image, UnreadablePart... parts) throws InterruptedException {
        CommandRunner recorder = (limit, success, command) -> {
            commands.add(String.join(" ", command));
            return runner.run(limit, success, command);
        };
        return find(recorder, image, parts);
    }

    static List<PartContent> find(CommandRunner runner, Path image, UnreadablePart... parts)
            throws InterruptedException {
        var disk = new SourceDisk("sda", image, Math.max(1, image.toFile().length()), "sda");
        return new LinuxFileFinder(new SystemFiles(Path.of("/")), runner).find(disk, List.of(parts), LONG);
    }

    /** A file system with a file of 300000 bytes in it. */
    Path other(String type, long mebibytes, String... options) throws Exception {
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
    static long offset(Path image, int bytes) throws IOException {
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
}
