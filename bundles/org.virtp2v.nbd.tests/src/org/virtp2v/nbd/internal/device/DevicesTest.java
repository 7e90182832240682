package org.virtp2v.nbd.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loop devices of this machine, of which the test says in the place of the kernel and udev what they are. */
class DevicesTest {
    private static final Path FIRST = Path.of("/dev/loop0");
    private static final Path SECOND = Path.of("/dev/loop1");

    @TempDir
    Path directory;
    private Path links;
    private Path sysfs;
    private Devices devices;

    @BeforeEach
    void makePlaces() throws IOException {
        assumeThat(FIRST).exists();
        assumeThat(SECOND).exists();
        directory = directory.toRealPath();
        links = Files.createDirectory(directory.resolve("by-id"));
        sysfs = Files.createDirectory(directory.resolve("sys"));
        Files.createDirectories(sysfs.resolve("dev/block"));
        Files.createDirectories(sysfs.resolve("class/block"));
        devices = new Devices(links, sysfs, Path.of("/dev"));
    }

    /** Places a device as the kernel does: numbers of its node are 7 and that of the loop device. */
    private Path device(String place, int loop) throws IOException {
        Path device = Files.createDirectories(sysfs.resolve("devices").resolve(place));
        Files.createSymbolicLink(sysfs.resolve("dev/block/7:" + loop), device);
        Files.createSymbolicLink(sysfs.resolve("class/block/loop" + loop), device);
        return device;
    }

    private static void attribute(Path device, String name, String value) throws IOException {
        Path file = device.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }

    @Test
    void aDeviceHasTheNamesOfUdevAndOfTheKernel() throws IOException {
        Path device = device("sda", 0);
        attribute(device, "device/wwid", "naa.5000c500a1b2c3d4  ");
        attribute(device, "serial", "");
        Files.createSymbolicLink(links.resolve("ata-Disk_4711"), FIRST);
        Files.createSymbolicLink(links.resolve("ata-Disk_4712"), Path.of("/dev/no-such-disk"));
        Files.createSymbolicLink(links.resolve("ata-Disk_4713"), SECOND);
        assertThat(devices.identity(FIRST)).containsExactlyInAnyOrder("device/wwid naa.5000c500a1b2c3d4",
                "ata-Disk_4711");
        assertThat(devices.present()).containsOnlyKeys(FIRST, SECOND);
        Path other = Files.createSymbolicLink(directory.resolve("chosen"), FIRST);
        assertThat(devices.identity(other)).as("by another path").hasSize(2);
    }

    @Test
    void whatSeveralDevicesShareIsNoNameOfAny() throws IOException {
        Path first = device("sda", 0);
        Path second = device("sdb", 1);
        for (Path device : new Path[] { first, second }) {
            attribute(device, "device/wwid", "t10.JMicron 0123456789ABCDEF");
        }
        attribute(second, "device/serial", "S2");
        assertThat(devices.identity(FIRST)).isEmpty();
        assertThat(devices.identity(SECOND)).containsExactly("device/serial S2");
    }

    @Test
    void aPartitionHasTheNameOfItsDiskWithItsNumber() throws IOException {
        Path disk = device("sda", 0);
        attribute(disk, "device/wwid", "eui.1");
        attribute(device("sda/sda3", 1), "partition", "3");
        assertThat(devices.identity(FIRST)).containsExactly("device/wwid eui.1");
        assertThat(devices.identity(SECOND)).containsExactly("device/wwid eui.1 part3");
    }

    @Test
    void aFileHasNoNameAndAKeyOfItsOwn() throws IOException {
        Path image = Files.writeString(directory.resolve("loop0"), "an image");
        attribute(device("loop0", 0), "serial", "S1");
        assertThat(devices.identity(image)).isEmpty();
        DeviceKey key = DeviceKey.of(image);
        assertThat(DeviceKey.of(image)).isEqualTo(key);
        Files.move(Files.writeString(directory.resolve("new"), "an image"), image,
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(DeviceKey.of(image)).isNotEqualTo(key);
        Files.delete(image);
        assertThat(devices.identity(image)).isEmpty();
        assertThatThrownBy(() -> DeviceKey.of(image)).isInstanceOf(NoSuchFileException.class);
        assertThat(new Devices(directory.resolve("none"), directory.resolve("none"), Path.of("/dev")).present())
                .isEmpty();
    }

    @Test
    void theKeyOfABlockDeviceHasTheKernelsNumberWhereThereIsOne() throws IOException {
        Path number = Path.of("/sys/block/loop0/diskseq");
        assumeThat(number).exists();
        assertThat(DeviceKey.of(FIRST).sequence()).isEqualTo(Files.readString(number).strip());
    }
}
