package org.virtp2v.hardware.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.virtp2v.hardware.internal.files.Image.NOTHING;
import static org.virtp2v.hardware.internal.files.Image.STRUCTURES;
import static org.virtp2v.hardware.internal.files.Image.found;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.Fuzz;

/** Which files are at parts of real XFS file systems. */
@Timeout(120)
class XfsFilesTest {
    private static final byte[] MESSAGES = Image.content(1, 300_000);
    private static final byte[] WORD = Image.content(2, 5_000);
    private static final byte[] LAST = Image.content(3, 100);
    private static final byte[] PIECE = Image.content(4, 4096);
    private static final byte[] ATTRIBUTE = Image.content(5, 8_000);
    private static final byte[] SHARED = Image.content(6, 50_000);
    /** As small as mkfs.xfs makes any, in MiB. */
    private static final int SIZE = 320;
    private static final Extent FREE = new Extent(300 * Image.MIB, 4096);

    @TempDir
    Path dir;

    private Image image(String options) throws Exception {
        return Image.make(dir.resolve("image"), SIZE, "mkfs.xfs -q -f " + options);
    }

    /** With files, without mounting it. */
    private Image filled(String options) throws Exception {
        Image.write(dir.resolve("messages"), MESSAGES);
        Image.write(dir.resolve("word"), WORD);
        Image.write(dir.resolve("last"), LAST);
        var files = new StringBuilder("/none\n0 0\nd--755 0 0\n");
        files.append("var d--755 0 0\nlog d--755 0 0\nmessages ---644 0 0 " + dir.resolve("messages") + "\n$\n$\n");
        files.append("etc d--755 0 0\nword ---644 0 0 " + dir.resolve("word") + "\n$\nmany d--755 0 0\n");
        for (int i = 0; i < 3000; i++) {
            files.append("a_name_of_some_length_" + i + " p--644 0 0\n");
        }
        files.append("last ---644 0 0 " + dir.resolve("last") + "\n$\n$\n");
        return image(options + " -p " + Files.writeString(dir.resolve("files"), files));
    }

    private static List<FoundFiles> find(Image image, Extent... parts) throws IOException {
        try (var reader = image.reader()) {
            return XfsFiles.find(reader, List.of(parts));
        }
    }

    /** Where the debugger of XFS is after these commands. */
    private static Extent place(Image image, String... commands) throws Exception {
        List<String> line = new ArrayList<>(List.of("xfs_db", "-r"));
        for (String command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.addAll(List.of("-c", "daddr", image.file().toString()));
        String said = Image.tool(line.toArray(String[]::new)).strip();
        return Image.sectorAt(Long.parseLong(said.substring(said.lastIndexOf(' ') + 1)) * Image.SECTOR);
    }

    /** With and without the reverse map, of both versions, with blocks of directories of several blocks. */
    @ParameterizedTest
    @ValueSource(strings = { "-m rmapbt=1", "-m rmapbt=0,reflink=1", "-m crc=0,finobt=0",
            "-m crc=0 -n ftype=0,size=8192 -i size=2048",
            "-b size=1024 -n size=8192 -m rmapbt=0,reflink=0 -i sparse=0",
            "-b size=2048 -n size=4096 -m rmapbt=1 -i size=1024" })
    void namesFiles(String options) throws Exception {
        Image image = filled(options);
        String before = image.sum();
        long log = 1 + Long.parseLong(Image.tool("xfs_db", "-r", "-c", "sb 0", "-c", "print logstart",
                image.file().toString()).replaceAll("\\D", ""));

        var found = find(image, image.sector(MESSAGES), image.sector(WORD), image.sector(LAST),
                place(image, "path /many", "dblock 0"), place(image, "path /many", "dblock 16"), new Extent(0, 512),
                place(image, "agf 2"), place(image, "agi 0"), place(image, "fsblock " + log),
                place(image, "path /many/last"), FREE, new Extent((SIZE + 1) * Image.MIB, 512),
                new Extent(image.sector(LAST).offset(), 8192));

        assertThat(found.subList(0, 12)).containsExactly(found("/var/log/messages"), found("/etc/word"),
                found("/many/last"), found("/many"), found("/many"), STRUCTURES, STRUCTURES, STRUCTURES, STRUCTURES,
                STRUCTURES, NOTHING, NOTHING);
        assertThat(found.get(12).paths()).contains("/many/last");
        assertThat(found.get(12)).matches(f -> f.complete() && (f.free() || f.structures() || f.paths().size() > 1));
        assertThat(image.sum()).isEqualTo(before);
    }

    /** A file in so many pieces that its list of them is a tree. */
    private static void fragmented(Path file) throws Exception {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 1500; i++) {
                channel.write(ByteBuffer.wrap(i == 1400 ? PIECE : Image.content(1000 + i, 4096)), i * 16384L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "-m rmapbt=1,reflink=1", "-m rmapbt=0,reflink=1" })
    void namesFilesThatAKernelWrote(String options) throws Exception {
        Image image = image(options).mounted("rw", root -> {
            fragmented(root.resolve("pieces"));
            Image.write(root.resolve("a/b/shared"), SHARED);
            Image.tool("cp", "--reflink=always", root + "/a/b/shared", root + "/copy");
            Image.tool("sh", "-c", "printf x > \"$(printf '%s/\\351t\\351\\nx' \"$1\")\"", "sh", root.toString());
            Image.write(root.resolve("strange"), WORD);
            Image.tool("sh", "-c", "mv \"$1/strange\" \"$(printf '%s/\\351t\\351\\nx' \"$1\")\"", "sh",
                    root.toString());
            Files.getFileAttributeView(root.resolve("a"), UserDefinedFileAttributeView.class).write("large",
                    ByteBuffer.wrap(ATTRIBUTE));
        });

        var found = new ArrayList<>(find(image, image.sector(PIECE), image.sector(SHARED), image.sector(WORD),
                image.sectorWith(ATTRIBUTE), place(image, "path /pieces", "addr u3.bmbt.ptrs[1]"), FREE));

        assertThat(found.get(1).paths()).containsExactlyInAnyOrder("/a/b/shared", "/copy");
        found.remove(1);
        assertThat(found).containsExactly(found("/pieces"), found("/\ufffdt\ufffd\nx"), found("/a"), found("/pieces"),
                NOTHING);
    }

    @Test
    void knowsAJournalThatWasNotReplayed() throws Exception {
        Path copy = dir.resolve("copy");
        Image image = image("-m rmapbt=1").mounted("rw", root -> {
            Image.write(root.resolve("messages"), MESSAGES);
            Image.tool("fsfreeze", "--freeze", root.toString());
            Image.tool("cp", "--sparse=always", dir.resolve("image").toString(), copy.toString());
            Image.tool("fsfreeze", "--unfreeze", root.toString());
        });

        assertThat(find(image, image.sector(MESSAGES))).containsExactly(found("/messages"));
        assertThat(find(new Image(copy), image.sector(MESSAGES)))
                .containsExactly(new FoundFiles(List.of("/messages"), false, false, true, true));
    }

    @Test
    void looksThroughTheInodesWhereTheReverseMapIsBroken() throws Exception {
        Image image = filled("-m rmapbt=1");
        image.write(place(image, "agf 0", "addr rmaproot").offset(), (byte) 0);

        assertThat(find(image, image.sector(MESSAGES), FREE, new Extent(0, 512))).containsExactly(
                found("/var/log/messages"), NOTHING, STRUCTURES);
    }

    @Test
    void saysThatAFileMayBeMissingWhereInodesAreBroken() throws Exception {
        Image image = filled("-m rmapbt=0");
        var messages = image.sector(MESSAGES);
        image.write(place(image, "agi 3").offset(), (byte) 0);

        assertThat(find(image, messages, FREE, place(image, "agf 0"))).containsExactly(
                new FoundFiles(List.of("/var/log/messages"), false, false, false, false),
                new FoundFiles(List.of(), false, true, false, false),
                new FoundFiles(List.of(), false, false, false, false));
    }

    @Test
    void numbersAFileThatHasNoName() throws Exception {
        Image image = filled("-m rmapbt=1");
        var directory = place(image, "path /var/log");
        // Its entry is in the inode of the directory, and the name of another length makes it one that is broken.
        image.write(directory.offset() + 176 + 6, (byte) 0);

        var found = find(image, image.sector(MESSAGES)).getFirst();
        assertThat(found.paths()).singleElement().asString().matches("<\\d+>");
        assertThat(found.complete()).isFalse();
    }

    @Test
    void readsNothingElse() throws Exception {
        Image image = Image.make(dir.resolve("image"), 4, "mkswap");
        assertThatThrownBy(() -> find(image, new Extent(0, 512))).isInstanceOf(UnreadableException.class);
    }

    @Test
    void readsNothingWhenTheTimeIsOver() throws Exception {
        Image image = filled("-m rmapbt=1");
        var messages = image.sector(MESSAGES);
        var limit = new TimeLimit(Duration.ofMinutes(1));
        try (var reader = image.reader(limit)) {
            limit.stop();
            assertThatThrownBy(() -> XfsFiles.find(reader, List.of(messages))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void endsInTimeWithBillionsOfGroups() throws Exception {
        Image image = filled("-m rmapbt=1");
        long groups = 0xffffffffL;
        image.write(8, ByteBuffer.allocate(8).putLong(groups).array());
        image.write(84, ByteBuffer.allocate(8).putInt(1).putInt((int) groups).array());
        long begun = System.nanoTime();
        try (var reader = image.reader(new TimeLimit(Duration.ofMillis(100)))) {
            assertThat(XfsFiles.find(reader, List.of(FREE))).singleElement().matches(found -> !found.complete());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void readsNoDirectoryWhereNoneCanBe() throws Exception {
        Image image = filled("-m crc=0 -i size=512 -n size=8192");
        var directory = place(image, "path /many").offset();
        // The first block of the first extent of it, from the seventh bit on.
        image.write(directory + 100, (byte) 0x10, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 2);

        assertThat(find(image, image.sector(LAST))).hasSize(1);
    }

    /** Whatever is there, it ends soon, with an answer or an error of reading. */
    @ParameterizedTest
    @ValueSource(strings = { "-m rmapbt=1", "-m rmapbt=0,reflink=0 -n size=8192",
            "-m crc=0 -n size=16384 -b size=1024" })
    void endsWhateverIsThere(String options) throws Exception {
        Image image = filled(options);
        Extent[] parts = { image.sector(MESSAGES), image.sector(LAST), FREE, new Extent(0, 512) };
        var structures = Damage.structures(image, MESSAGES, WORD, LAST);
        var superblock = List.of(0L);
        Fuzz.rounds(60, random -> new Damage(image, Image.SECTOR, random).around(
                random.nextInt(8) == 0 ? superblock : structures, bytes -> {
                    // XFS is read without its checksums.
                }, limit -> {
                    try (var reader = image.reader(limit)) {
                        return XfsFiles.find(reader, List.of(parts));
                    }
                }));
    }
}
