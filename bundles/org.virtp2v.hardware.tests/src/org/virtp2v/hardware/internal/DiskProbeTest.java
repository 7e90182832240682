package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.RemovableDrive;

class DiskProbeTest {
    @TempDir
    Path root;

    @Test
    void findsEveryDiskOfAServerInTheOrderOfTheKernel() throws InterruptedException {
        assertThat(names(MachineFixture.load("dell-server", root).machine()))
                .containsExactly("sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh", "cciss/c0d0", "sdj");
    }

    @Test
    void describesADiskWithTrimmedModelAndSerial() throws InterruptedException {
        assertThat(disk(MachineFixture.load("dell-server", root), "sdb")).isEqualTo(new Disk("sdb", Path.of("/dev/sdb"),
                598_879_502_336L, "ST9600205SS", "5000c5004f0a1b11", false));
    }

    @Test
    void showsASmartArrayDiskWithASlash() throws InterruptedException {
        assertThat(disk(MachineFixture.load("dell-server", root), "cciss/c0d0"))
                .isEqualTo(new Disk("cciss/c0d0", Path.of("/dev/cciss/c0d0"), 146_778_685_440L, "LOGICAL VOLUME",
                        "600508b1001030384542413830300100", false));
    }

    @Test
    void leavesOutRemovableDiskWithoutMedium() throws InterruptedException {
        assertThat(names(MachineFixture.load("dell-server", root).machine())).doesNotContain("sdi");
    }

    @Test
    void leavesOutNvmeMultipathNodes() throws InterruptedException {
        assertThat(names(MachineFixture.load("laptop", root).machine())).containsExactly("nvme0n1", "sda", "mmcblk0");
    }

    @Test
    void readsModelAndSerialOfAnSdCard() throws InterruptedException {
        assertThat(disk(MachineFixture.load("laptop", root), "mmcblk0")).isEqualTo(
                new Disk("mmcblk0", Path.of("/dev/mmcblk0"), 31_914_983_424L, "SU32G", "0x1a2b3c4d", false));
    }

    @Test
    void readsSerialsFromSysfsWhereLsblkHasNoJson() throws InterruptedException {
        assertThat(disk(MachineFixture.load("vm", root), "vda"))
                .isEqualTo(new Disk("vda", Path.of("/dev/vda"), 21_474_836_480L, null, "system-a", true));
    }

    @ParameterizedTest
    @ValueSource(strings = { "    not JSON", "    []", "    {}", "    {\"blockdevices\": [{}]}", "" })
    void doesNotStumbleOverStrangeLsblkOutput(String output) throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with(MachineFixture.LSBLK + output);

        assertThat(disk(fixture, "vdb").serial()).isEqualTo("system-b");
    }

    @Test
    void knowsOtherKindsOfDisks() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                block vbd-51712/block/xvda 202:0 16777216
                block vbd-51729/block/xvdb1 202:17 2048
                block virtual/block/ubda 98:0 2048
                block pci0000:00/0000:00:1d.4/mmc_host/mmc0/mmc0:0001/block/mmcblk1 179:0 30535680
                block pci0000:00/0000:00:1d.4/mmc_host/mmc0/mmc0:0001/block/mmcblk1boot0 179:8 8192
                block pci0000:00/0000:00:1d.4/mmc_host/mmc0/mmc0:0001/block/mmcblk1rpmb 179:16 8192
                block virtual/block/md127 9:127 4096
                block virtual/block/nbd0 43:0 4096
                block pci0000:00/0000:00:01.1/ide0/0.0/block/hda 3:0 2048
                sys/block/hda/device/media: disk
                block pci0000:00/0000:00:01.1/ide0/0.1/block/hdb 3:64 2048
                sys/block/hdb/device/media: cdrom
                block pci0000:00/0000:00:01.1/ide0/1.0/block/hdc 22:0 2048
                proc/ide/hdc/media: cdrom
                """);

        assertThat(names(fixture.machine())).containsExactly("hda", "ubda", "vda", "vdb", "xvda", "xvdb1", "mmcblk1");
    }

    @Test
    void leavesOutFixedDisksWithoutACapacity() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("sys/block/vdb/size: 0");

        assertThat(names(fixture.machine())).containsExactly("vda");
    }

    @Test
    void findsDriveWithAndWithoutMedium() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                block pci0000:00/0000:00:01.2/ata3/block/sr1 11:1 716800
                """);

        assertThat(fixture.machine().removableDrives()).containsExactly(new RemovableDrive("sr0", "QEMU DVD-ROM"),
                new RemovableDrive("sr1", null));
    }

    @Test
    void prefersTheSerialOfLsblkUnlessItIsBlank() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with(MachineFixture.LSBLK + """
                    {"blockdevices": [{"name": "vda", "serial": " V1 "}, {"name": "vdb", "serial": " "}]}
                """);

        assertThat(disk(fixture, "vda").serial()).isEqualTo("V1");
        assertThat(disk(fixture, "vdb").serial()).isEqualTo("system-b");
    }

    @Test
    void runsLsblkOnce() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root);

        fixture.machine();

        assertThat(fixture.commands()).filteredOn(command -> command.startsWith("lsblk")).hasSize(1);
    }

    @Test
    void settlesUdevBeforeItLooks() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root);

        fixture.machine();

        assertThat(fixture.commands()).startsWith("udevadm settle --timeout=30");
    }

    private static List<String> names(Machine machine) {
        return machine.disks().stream().map(Disk::name).toList();
    }

    /** Without hardware and content, which have tests of their own. */
    private static Disk disk(MachineFixture fixture, String name) throws InterruptedException {
        return fixture.machine().disks().stream().filter(disk -> disk.name().equals(name)).findFirst()
                .map(disk -> new Disk(disk.name(), disk.device(), disk.sizeBytes(), disk.model(), disk.serial(),
                        disk.runningSystem()))
                .orElseThrow();
    }
}
