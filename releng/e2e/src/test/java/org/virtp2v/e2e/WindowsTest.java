package org.virtp2v.e2e;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/**
 * A Windows guest through a whole conversion by the real virt-v2v: its drivers for KVM, the static address that it
 * would lose, and a disk with a bad sector in one of its files.
 */
class WindowsTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final int SECTOR = 512;
    private static final long PARTITION = 2048L * SECTOR;
    private static final int CLUSTER = 4096;
    private static final String FILE = "/Users/Administrator/data";
    private static final int LOST = 9;
    /** Where ntfscluster tells that a file's first cluster is. */
    private static final Pattern RUN = Pattern.compile("(?m)^\\s+\\d+\\s+(\\d+)\\s+\\d+$");
    /** What driver of virtio-win is where for Windows Server 2019. */
    private static final List<String> DRIVERS = List.of("viostor", "NetKVM");

    @TempDir
    Path work;
    private Path output;
    private Path image;
    private Path volume;
    private byte[] content;

    @BeforeEach
    void makeAGuestWithAFile() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        image = Checkout.guest("windows", work.resolve("guests")).getFirst();
        volume = work.resolve("volume");
        content = new byte[64 * 1024];
        new Random(19).nextBytes(content);
        readVolume(image);
        Checkout.run("ntfscp", "-f", volume.toString(), Files.write(work.resolve("data"), content).toString(), FILE);
        try (var disk = FileChannel.open(image, WRITE); var changed = FileChannel.open(volume, READ)) {
            assertThat(disk.transferFrom(changed, disk.position(PARTITION).position(), changed.size()))
                    .isEqualTo(changed.size());
        }
    }

    /** Copies the only partition of a disk to where the tools of its file system can look at it. */
    private void readVolume(Path disk) throws Exception {
        Checkout.run("dd", "if=" + disk, "of=" + volume, "bs=1M", "skip=1", "conv=sparse", "status=none");
    }

    private long sector() throws Exception {
        var run = RUN.matcher(Checkout.run("ntfscluster", "-F", FILE, volume.toString()));
        assertThat(run.find()).isTrue();
        return (PARTITION + Long.parseLong(run.group(1)) * CLUSTER) / SECTOR + LOST;
    }

    /** Stands in for virtio-win: drivers that nobody runs, by the names that virt-v2v looks for. */
    private Path drivers() throws Exception {
        Path root = work.resolve("virtio-win");
        for (String driver : DRIVERS) {
            Path directory = Files.createDirectories(root.resolve(driver + "/2k19/amd64"));
            for (String ending : List.of("inf", "cat", "sys")) {
                Files.writeString(directory.resolve(driver.toLowerCase() + "." + ending), driver);
            }
        }
        return root;
    }

    /** Stands in for the program that runs scripts when Windows starts for the first time. */
    private Path tools() throws Exception {
        Path directory = Files.createDirectory(work.resolve("virt-tools"));
        Files.writeString(directory.resolve("rhsrvany.exe"), "phony");
        return directory;
    }

    private static String networkPort() throws Exception {
        try (Stream<Path> interfaces = Files.list(Path.of("/sys/class/net"))) {
            return interfaces.filter(port -> Files.exists(port.resolve("device"))).map(Path::getFileName)
                    .map(Path::toString).sorted().findFirst().orElseThrow();
        }
    }

    private Result convert(String device, String port) throws Exception {
        try (LabServer server = LabServer.start()) {
            return Product.start(work, server.asRoot() + " p2v.name=windows p2v.disks=" + device
                    + " p2v.o=local p2v.os=" + output + " p2v.on_read_error=zero p2v.interfaces=" + port + " p2v.ip."
                    + port + "=192.0.2.7,192.0.2.1,24,192.0.2.53 p2v.env.VIRTIO_WIN=" + drivers()
                    + " p2v.env.VIRT_TOOLS_DATA_DIR=" + tools(), List.of()).end(LIMIT);
        }
    }

    private Result convertWithABadSector(long sector, String port) throws Exception {
        try (BrokenDisk disk = BrokenDisk.of(image, List.of(sector))) {
            return convert(disk.device(), port);
        }
    }

    @Test
    void isConvertedWithItsDriversAndItsAddress() throws Exception {
        String port = networkPort();
        long sector = sector();
        byte[] before = Files.readAllBytes(image);

        Result result = convertWithABadSector(sector, port);

        assertThat(result.output()).contains("NOT EVERYTHING COULD BE READ", "sector " + sector);
        assertThat(result.code()).isEqualTo(6);
        Path remote = Product.logDirectory(result.output()).orElseThrow();
        assertThat(Files.readAllLines(remote.resolve("unreadable-sectors.txt"))).filteredOn(l -> !l.startsWith("#"))
                .singleElement().asString()
                .matches("/dev/loop\\d+ " + sector + " " + sector + " 512 (loop\\d+p1 ntfs " + FILE
                        + "|- - no known file system)"); // not every kernel looks for partitions
        assertThat(Files.readAllBytes(image)).isEqualTo(before);

        GuestXml guest = GuestXml.read(output.resolve("windows.xml"));
        assertThat(guest.all("/domain/devices/disk[@device='disk']/target/@bus")).containsExactly("virtio");
        assertThat(guest.all("/domain/devices/interface/model/@type")).containsExactly("virtio");
        readVolume(Path.of(guest.all("/domain/devices/disk[@device='disk']/source/@file").getFirst()));
        assertThat(Checkout.run("ntfsls", "--force", "--path", "/Windows/System32/drivers", volume.toString()))
                .contains("viostor.sys");
        assertThat(inGuest("/Windows/Temp/v2vnetcf.ps1")).asString().contains("192.0.2.7", "192.0.2.1", "192.0.2.53");
        assertThat(Checkout.run("ntfsls", "--force", "--path", "/Program Files/Guestfs/Firstboot/scripts",
                volume.toString())).as("what Windows runs when it starts first").contains("v2vnetcf");
        byte[] expected = content.clone();
        Arrays.fill(expected, LOST * SECTOR, (LOST + 1) * SECTOR, (byte) 0);
        assertThat(inGuest(FILE)).isEqualTo(expected);
    }

    private byte[] inGuest(String path) throws Exception {
        Path copy = work.resolve("copy");
        Checkout.run("bash", "-c", "ntfscat --force \"$0\" \"$1\" > \"$2\"", volume.toString(), path, copy.toString());
        return Files.readAllBytes(copy);
    }
}
