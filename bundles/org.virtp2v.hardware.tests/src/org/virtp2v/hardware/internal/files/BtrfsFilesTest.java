package org.virtp2v.hardware.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.virtp2v.hardware.internal.files.Image.NOTHING;
import static org.virtp2v.hardware.internal.files.Image.STRUCTURES;
import static org.virtp2v.hardware.internal.files.Image.found;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.testing.Fuzz;

/** Which files are at parts of real Btrfs file systems. */
@Timeout(120)
class BtrfsFilesTest {
    private static final byte[] MESSAGES = Image.content(1, 300_000);
    private static final byte[] WORD = Image.content(2, 5_000);
    private static final byte[] SHARED = Image.content(3, 400_000);
    private static final byte[] NEW = Image.content(4, 8192);
    /** In MiB. */
    private static final int SIZE = 128;
    private static final Extent FREE = new Extent((SIZE - 1) * Image.MIB, 4096);

    @TempDir
    Path dir;

    private Image image(String options) throws Exception {
        return Image.make(dir.resolve("image"), SIZE, "mkfs.btrfs -q -f " + options);
    }

    /** With files, without mounting it. */
    private Image filled(String options) throws Exception {
        Path tree = dir.resolve("tree");
        Image.write(tree.resolve("var/log/messages"), MESSAGES);
        Image.write(tree.resolve("etc/two words"), WORD);
        Files.createDirectory(tree.resolve("many"));
        for (int i = 0; i < 1000; i++) {
            Files.writeString(tree.resolve("many/a name of some length " + i), "a text that is in the tree itself");
        }
        return image(options + " --rootdir " + tree);
    }

    private static List<FoundFiles> find(Image image, Extent... parts) throws IOException {
        return find(image, List.of(), parts);
    }

    private static List<FoundFiles> find(Image image, List<VolumeReader> others, Extent... parts) throws IOException {
        try (var reader = image.reader()) {
            return BtrfsFiles.find(reader, others, List.of(parts));
        }
    }

    /** A node of a tree: its own address, which is at this place in it. */
    private static long node(Image image) throws Exception {
        String said = Image.tool("btrfs", "inspect-internal", "dump-tree", "-t", "fs", image.file().toString());
        return Long.parseLong(said.replaceAll("(?s).*?\n(?:leaf|node) (\\d+) .*", "$1"));
    }

    private static Extent sectorOfNode(Image image, int copy) throws Exception {
        byte[] address = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(node(image)).array();
        return image.sectorWith(address, 48, copy);
    }

    @ParameterizedTest
    @ValueSource(strings = { "-m dup", "-m single --csum xxhash", "-M", "-n 65536 -O no-holes" })
    void namesFiles(String options) throws Exception {
        Image image = filled(options);
        String before = image.sum();

        var found = find(image, image.sector(MESSAGES), image.sector(WORD), new Extent(65536, 512),
                new Extent(64 * Image.MIB, 4096), new Extent(0, 512), sectorOfNode(image, 0), FREE,
                new Extent((SIZE + 1) * Image.MIB, 512));

        assertThat(found).containsExactly(found("/var/log/messages"), found("/etc/two words"), STRUCTURES, STRUCTURES,
                STRUCTURES, STRUCTURES, NOTHING, NOTHING);
        assertThat(image.sum()).isEqualTo(before);
    }

    private static void btrfs(String... command) throws Exception {
        Image.tool(Stream.concat(Stream.of("btrfs"), Stream.of(command)).toArray(String[]::new));
    }

    @Test
    void namesFilesOfSubvolumesAndSnapshots() throws Exception {
        Image image = image("-m dup").mounted("rw", root -> {
            btrfs("subvolume", "create", root + "/@");
            Files.createDirectory(root.resolve("@/dir"));
            btrfs("subvolume", "create", root + "/@/dir/inner");
            Image.write(root.resolve("@/dir/inner/messages"), MESSAGES);
            Image.write(root.resolve("@/shared"), SHARED);
            Image.write(root.resolve("@/word"), WORD);
            Image.tool("sync", "-f", root.toString());
            btrfs("subvolume", "snapshot", root + "/@", root + "/before");
            // Its own blocks of the file are free then, but for those of the snapshot.
            try (var file = new RandomAccessFile(root.resolve("@/shared").toFile(), "rw")) {
                file.seek(8192);
                file.write(NEW);
            }
            Image.tool("cp", "--reflink=always", root + "/@/shared", root + "/copy");
            Files.delete(root.resolve("@/word"));
            for (int i = 0; i < 300; i++) {
                Files.createLink(root.resolve("@/dir/a name of some length " + i), root.resolve("copy").getParent()
                        .resolve("@/shared"));
            }
        });
        var shared = image.sector(SHARED);

        var found = find(image, image.sector(MESSAGES), shared, new Extent(shared.offset() + 8192, 512),
                image.sector(WORD), image.sector(NEW));

        assertThat(found.get(0)).isEqualTo(found("/@/dir/inner/messages"));
        assertThat(found.get(1).paths()).contains("/copy").hasSizeGreaterThan(1);
        assertThat(found.get(2)).isEqualTo(found("/before/shared"));
        assertThat(found.get(3)).isEqualTo(found("/before/word"));
        assertThat(found.get(4).paths()).contains("/copy").hasSize(2);
    }

    @Test
    void namesCompressedFilesAndTellsWhatWasWrittenAnew() throws Exception {
        byte[] text = "a line of a log, and the same again and again\n".repeat(40_000).getBytes();
        Image image = image("-m dup").mounted("compress-force=zlib", root -> {
            Image.write(root.resolve("log"), text);
            Image.write(root.resolve("uncompressed"), new byte[0]);
            btrfs("property", "set", root + "/uncompressed", "compression", "none");
            Image.tool("chattr", "+m", root + "/uncompressed");
            Files.write(root.resolve("uncompressed"), MESSAGES);
            Image.tool("sync", "-f", root.toString());
            try (var file = new RandomAccessFile(root.resolve("uncompressed").toFile(), "rw")) {
                file.seek(8192);
                file.write(NEW);
            }
        });
        var messages = image.sector(MESSAGES);

        var found = find(image, messages, new Extent(messages.offset() + 8192, 512), new Extent(messages.offset() +
                16384, 512), compressed(image));

        assertThat(found).containsExactly(found("/uncompressed"), NOTHING, found("/uncompressed"), found("/log"));
    }

    /** A sector of the first compressed extent of a file. */
    private static Extent compressed(Image image) throws Exception {
        String said = Image.tool("btrfs", "inspect-internal", "dump-tree", "-t", "fs", image.file().toString());
        long address = Long.parseLong(said.replaceAll(
                "(?s).*?extent data disk byte (\\d+) nr \\d+\n[^\n]*\n[^\n]*extent compression 1.*", "$1"));
        try (var reader = image.reader()) {
            return Image.sectorAt(new BtrfsVolume(reader, List.of()).chunks().places(address).getFirst().offset());
        }
    }

    @Test
    void knowsALogThatWasNotReplayed() throws Exception {
        Path copy = dir.resolve("copy");
        Image image = image("-m dup").mounted("rw", root -> {
            Image.write(root.resolve("messages"), MESSAGES);
            Image.tool("sync", "-f", root.toString());
            // The first one after something else may be written without the log.
            for (String name : List.of("first", "second", "third")) {
                Image.write(root.resolve(name), WORD);
                Image.tool("sync", root + "/" + name);
            }
            Image.tool("cp", "--sparse=always", dir.resolve("image").toString(), copy.toString());
        });

        assertThat(find(image, image.sector(MESSAGES))).containsExactly(found("/messages"));
        assertThat(find(new Image(copy), image.sector(MESSAGES)))
                .containsExactly(new FoundFiles(List.of("/messages"), false, false, true, true));
    }

    @Test
    void readsTheOtherCopyOfANode() throws Exception {
        Image image = filled("-m dup");
        var messages = image.sector(MESSAGES);
        for (int copy = 0; copy < 2; copy++) {
            var node = sectorOfNode(image, copy);
            byte[] before = image.read(node.offset() + 48, 64);
            image.write(node.offset() + 48, new byte[64]);
            assertThat(find(image, messages)).containsExactly(found("/var/log/messages"));
            image.write(node.offset() + 48, before);
        }
    }

    @Test
    void numbersFilesWhereTheirTreeIsBroken() throws Exception {
        Image image = filled("-m single");
        var messages = image.sector(MESSAGES);
        image.write(sectorOfNode(image, 0).offset() + 200, new byte[64]);

        var found = find(image, messages, FREE);

        assertThat(found.getFirst().paths()).singleElement().asString().matches("<\\d+>");
        assertThat(found.getFirst().complete()).isFalse();
        assertThat(found.getLast().free()).isTrue();
    }

    /** All devices of one file system, attached and mounted while the work is done. */
    private List<Image> mountedTogether(int count, String options, Image.Work work) throws Exception {
        List<Image> images = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        List<String> make = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f"));
        make.addAll(List.of(options.split(" ")));
        try {
            for (int i = 0; i < count; i++) {
                images.add(Image.make(dir.resolve("image" + i), SIZE, "true"));
                devices.add(images.get(i).attach());
            }
            make.addAll(devices);
            Image.tool(make.toArray(String[]::new));
            Image.mount(devices.getFirst(), dir, "device=" + String.join(",device=", devices), work);
        } finally {
            for (String device : devices) {
                Image.run("losetup", "--detach", device);
            }
        }
        return images;
    }

    @ParameterizedTest
    @CsvSource({ "2,-m raid1 -d raid0", "3,-m raid1c3 -d raid5" })
    void namesFilesOnSeveralDevices(int count, String options) throws Exception {
        assertNamesFilesOnSeveralDevices(count, options);
    }

    @ParameterizedTest
    @CsvSource({ "2,-m raid1 -d raid1", "2,-m raid0 -d single", "4,-m raid10 -d raid10", "4,-m raid6 -d raid6",
            "3,-m raid5 -d raid0", "4,-m raid1c4 -d raid1c3", "6,-m raid10 -d raid10" })
    @EnabledIfSystemProperty(named = "virtp2v.full", matches = "true", disabledReason = "only with releng/verify --full")
    void doesSoInEveryProfile(int count, String options) throws Exception {
        assertNamesFilesOnSeveralDevices(count, options);
    }

    private void assertNamesFilesOnSeveralDevices(int count, String options) throws Exception {
        List<byte[]> contents = new ArrayList<>();
        var images = mountedTogether(count, options, root -> {
            for (int i = 0; i < 4; i++) {
                contents.add(Image.content(10 + i, 1_000_000));
                Image.write(root.resolve("dir/" + i), contents.get(i));
            }
        });
        List<VolumeReader> all = new ArrayList<>();
        for (var image : images) {
            all.add(image.reader());
        }
        int seen = 0;
        for (int file = 0; file < contents.size(); file++) {
            // A page from each of the 64 KiB that are on one device after the other.
            for (int at = 8192; at < contents.get(file).length; at += 65536) {
                byte[] page = Arrays.copyOfRange(contents.get(file), at, at + 4096);
                for (var image : images) {
                    var place = image.sectors(page);
                    seen += place.size();
                    if (!place.isEmpty()) {
                        assertThat(find(image, all, place.getFirst())).containsExactly(found("/dir/" + file));
                    }
                }
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(60);
        for (var reader : all) {
            reader.close();
        }
    }

    @Test
    void readsNothingElse() throws Exception {
        Image image = Image.make(dir.resolve("image"), 4, "mkswap");
        assertThatThrownBy(() -> find(image, new Extent(0, 512))).isInstanceOf(UnreadableException.class);
    }

    /** Whatever is there, also with the right checksums, it ends soon, with an answer or an error of reading. */
    @Test
    void endsWhateverIsThere() throws Exception {
        Image image = filled("-m single");
        Extent[] parts = { image.sector(MESSAGES), image.sector(WORD), FREE, new Extent(0, 512) };
        var nodes = image.nodes();
        assertThat(nodes).hasSizeGreaterThan(10);
        Fuzz.rounds(100, random -> {
            boolean superblock = random.nextInt(8) == 0;
            new Damage(image, superblock ? 4096 : 16384, random).around(superblock ? List.of(65536L) : nodes,
                    BtrfsFilesTest::seal, limit -> {
                        try (var reader = image.reader(limit)) {
                            return BtrfsFiles.find(reader, List.of(), List.of(parts));
                        }
                    });
        });
    }

    private static void seal(byte[] node) {
        var checksum = new CRC32C();
        checksum.update(node, 32, node.length - 32);
        ByteBuffer.wrap(node).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) checksum.getValue());
    }
}
