package org.virtp2v.e2e;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** A disk with bad sectors, some of them in a file of the guest, through a whole conversion. */
class BrokenDiskTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final int SECTOR = 512;
    /** Of the phony guest: its partition's first sector, and how many its file system counts as a block. */
    private static final long PARTITION = 2048;
    private static final int BLOCK_SECTORS = 2;
    /** Of the guest with LVM: where its root file system is, behind LVM's own data and eight extents of swap space. */
    private static final long LOGICAL_VOLUME = PARTITION + ((1 + 8 * 4) << 20) / SECTOR;
    private static final long LAST = (512L << 20) / SECTOR - 1;
    private static final String FILE = "/root/data";
    private static final int FIRST_LOST = 10;
    private static final int SECOND_LOST = 100;

    @TempDir
    Path work;
    private Path output;
    private Path image;
    private long fileSystem;
    private byte[] content;
    /** The sectors of the disk that hold the file, in its order. */
    private final List<Long> sectors = new ArrayList<>();

    @BeforeEach
    void makePlaces() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
    }

    /**
     * @param first
     *            the first sector of its root file system
     */
    private void makeAGuestWithAFile(String kind, long first) throws Exception {
        image = Checkout.guest(kind, work.resolve("guests")).getFirst();
        fileSystem = first;
        content = new byte[200 * 1024];
        new Random(17).nextBytes(content);
        Path file = Files.write(work.resolve("data"), content);
        debugfs("-w", "write " + file + " " + FILE, image);
        for (String block : debugfs("", "blocks " + FILE, image).strip().split("\\s+")) {
            for (int i = 0; i < BLOCK_SECTORS; i++) {
                sectors.add(first + Long.parseLong(block) * BLOCK_SECTORS + i);
            }
        }
    }

    private String debugfs(String option, String request, Path disk) throws Exception {
        return Checkout.run("bash", "-c", "debugfs " + option + " -R '" + request + "' '" + disk + "?offset="
                + fileSystem * SECTOR + "' 2> /dev/null");
    }

    /** Converts the disk when two sectors of the file and others are broken. */
    private Result convert(String options, Long... others) throws Exception {
        List<Long> broken = new ArrayList<>(List.of(sectors.get(FIRST_LOST), sectors.get(SECOND_LOST)));
        broken.addAll(List.of(others));
        try (BrokenDisk disk = BrokenDisk.of(image, broken)) {
            return convert(disk.device(), options);
        }
    }

    private Result convert(String device, String options) throws Exception {
        try (LabServer server = LabServer.start()) {
            return Product.start(work, server.asRoot() + " p2v.name=guest p2v.disks=" + device + " p2v.o=local p2v.os="
                    + output + " p2v.post=\"touch " + work + "/post\" p2v.fail=\"touch " + work + "/fail\" " + options,
                    List.of()).end(LIMIT);
        }
    }

    private static List<String> unreadable(Path remote) throws Exception {
        return Files.readAllLines(remote.resolve("unreadable-sectors.txt")).stream()
                .filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void aGuestWithLossesIsWholeButForTheBrokenSectors() throws Exception {
        makeAGuestWithAFile("phony", PARTITION);
        assertWholeButForTheBrokenSectors();
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void soIsOneOnALogicalVolume() throws Exception {
        makeAGuestWithAFile("lvm", LOGICAL_VOLUME);
        assertWholeButForTheBrokenSectors();
    }

    private void assertWholeButForTheBrokenSectors() throws Exception {
        Result result = convert("p2v.on_read_error=zero", 1L, LAST);
        assertThat(result.output()).contains("NOT EVERYTHING COULD BE READ", "sector " + sectors.get(FIRST_LOST));
        assertThat(result.code()).isEqualTo(6);
        assertThat(work.resolve("post")).doesNotExist();
        assertThat(work.resolve("fail")).exists();
        Path remote = Product.logDirectory(result.output()).orElseThrow();
        assertThat(unreadable(remote)).hasSizeGreaterThanOrEqualTo(3)
                .anyMatch(line -> line.matches(
                        "/dev/loop\\d+ " + sectors.get(FIRST_LOST) + " " + sectors.get(FIRST_LOST)
                                + " 512 (loop\\d+p1 ext\\d " + FILE
                                + "|- - no known file system)")) // not every kernel looks for partitions
                .anyMatch(line -> line.matches("/dev/loop\\d+ 1 1 512 - - no known file system"));
        JsonObject report = JsonParser.parseString(Files.readString(remote.resolve("p2v-report.json")))
                .getAsJsonObject();
        assertThat(report.get("outcome").getAsString()).isEqualTo("succeeded_with_losses");
        assertThat(report.getAsJsonArray("losses").get(0).getAsJsonObject().getAsJsonArray("parts").size())
                .isEqualTo(unreadable(remote).size());
        byte[] expected = content.clone();
        for (int lost : new int[] { FIRST_LOST, SECOND_LOST }) {
            Arrays.fill(expected, lost * SECTOR, (lost + 1) * SECTOR, (byte) 0);
        }
        String disk = GuestXml.read(output.resolve("guest.xml"))
                .all("/domain/devices/disk[@device='disk']/source/@file").getFirst();
        Path dumped = work.resolve("dumped");
        debugfs("", "dump " + FILE + " " + dumped, Path.of(disk));
        assertThat(Files.readAllBytes(dumped)).isEqualTo(expected);
    }

    /** Not every kernel looks for partitions on such a device, so that its file system is all there is on the disk. */
    private void takeThePartitionForTheDisk() throws Exception {
        Path bare = work.resolve("bare");
        try (var disk = FileChannel.open(image); var partition = FileChannel.open(bare, CREATE_NEW, WRITE)) {
            long from = PARTITION * SECTOR;
            assertThat(disk.transferTo(from, disk.size() - from, partition)).isEqualTo(disk.size() - from);
        }
        image = bare;
        sectors.replaceAll(sector -> sector - PARTITION);
    }

    @Test
    void stopsUnlessToldOtherwiseAndSaysWhere() throws Exception {
        makeAGuestWithAFile("phony", PARTITION);
        takeThePartitionForTheDisk();
        Result result = convert("");
        assertThat(result.output()).contains("sector " + sectors.get(FIRST_LOST), "p2v.on_read_error=zero");
        assertThat(result.code()).isEqualTo(3);
        assertThat(unreadable(Product.logDirectory(result.output()).orElseThrow()))
                .anyMatch(line -> line.matches("/dev/loop\\d+ " + sectors.get(FIRST_LOST) + " .* - ext\\d " + FILE));
        assertThat(output).isEmptyDirectory();
        assertThat(work.resolve("post")).doesNotExist();
        assertThat(work.resolve("fail")).exists();
    }

    /** A file system without partitions, with a file; the first sector of that. */
    private long makeADataDisk(Path disk, String... command) throws Exception {
        Checkout.run("truncate", "--size=320M", disk.toString());
        List<String> line = new ArrayList<>(List.of(command));
        line.add(disk.toString());
        Checkout.run(line.toArray(String[]::new));
        ByteBuffer begin = ByteBuffer.wrap(content, 0, SECTOR);
        try (var channel = FileChannel.open(disk)) {
            var all = channel.map(MapMode.READ_ONLY, 0, channel.size());
            for (int at = 0; at < all.limit(); at += SECTOR) {
                if (all.slice(at, SECTOR).equals(begin)) {
                    return at / SECTOR;
                }
            }
        }
        throw new AssertionError("no file on " + disk);
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void namesFilesOfXfsAndBtrfs() throws Exception {
        makeAGuestWithAFile("phony", PARTITION);
        Path tree = Files.createDirectories(work.resolve("tree/srv")).getParent();
        Path file = Files.write(tree.resolve("srv/data"), content);
        Path prototype = Files.writeString(work.resolve("prototype"),
                "/none\n0 0\nd--755 0 0\nsrv d--755 0 0\ndata ---644 0 0 " + file + "\n$\n$\n");
        Path xfs = work.resolve("xfs");
        Path btrfs = work.resolve("btrfs");
        long onXfs = makeADataDisk(xfs, "mkfs.xfs", "-q", "-p", prototype.toString());
        long onBtrfs = makeADataDisk(btrfs, "mkfs.btrfs", "-q", "--rootdir", tree.toString());
        try (BrokenDisk first = BrokenDisk.of(xfs, List.of(onXfs + FIRST_LOST));
                BrokenDisk second = BrokenDisk.of(btrfs, List.of(onBtrfs + SECOND_LOST))) {
            Result result = convert(image + "," + first.device() + "," + second.device(), "p2v.on_read_error=zero");
            assertThat(result.output()).contains("NOT EVERYTHING COULD BE READ");
            assertThat(result.code()).isEqualTo(6);
            assertThat(unreadable(Product.logDirectory(result.output()).orElseThrow())).containsExactly(
                    line(first, onXfs + FIRST_LOST, "xfs"), line(second, onBtrfs + SECOND_LOST, "btrfs"));
        }
    }

    private static String line(BrokenDisk disk, long sector, String fileSystem) {
        return disk.device() + " " + sector + " " + sector + " 512 - " + fileSystem + " /srv/data";
    }
}
