package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;

/** In which order a guest gets the disks, and which of them are no part of the machine. */
class DiskOrderTest {
    private static final String SATA = "block pci0000:00/0000:00:17.0/ata%1$d/host%1$d/target%1$d:0:0/%1$d:0:0:0/block/%2$s 8:%3$d 2048\n";
    private static final String USB = "block pci0000:00/0000:00:14.0/usb1/1-%1$d/1-%1$d:1.0/host%1$d/target%1$d:0:0/%1$d:0:0:0/block/%2$s 8:%3$d 2048\n";

    @TempDir
    Path root;

    @Test
    void countsThirtyDisksAsTheKernelDoes() throws InterruptedException {
        var names = IntStream.range(0, 30).mapToObj(DiskOrderTest::scsiName).toList();
        var text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(SATA.formatted(i, names.get(i), i));
        }

        assertThat(names(machine(text.toString()))).containsExactlyElementsOf(names);
        assertThat(names.getLast()).isEqualTo("sdad");
    }

    @Test
    void putsTheDisksOfScsiFirstAndWhatIsNoPartOfTheMachineLast() throws InterruptedException {
        var machine = machine("""
                block pci0000:00/0000:00:1a.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0 179:0 2048
                sys/block/mmcblk0/device/type: MMC
                block pci0000:00/0000:00:1b.0/mmc_host/mmc1/mmc1:0001/block/mmcblk1 179:8 2048
                sys/block/mmcblk1/device/type: SD
                block pci0000:00/0000:00:1d.0/nvme/nvme10/nvme10n1 259:0 2048
                block pci0000:00/0000:00:1e.0/nvme/nvme2/nvme2n1 259:1 2048
                block pci0000:00/0000:00:07.0/cciss0/c0d0/block/cciss!c0d0 104:0 2048
                """ + USB.formatted(1, "sda", 0) + SATA.formatted(2, "sdb", 1) + SATA.formatted(3, "sdc", 2));

        assertThat(names(machine)).containsExactly("sdb", "sdc", "cciss/c0d0", "mmcblk0", "nvme2n1", "nvme10n1", "sda",
                "mmcblk1");
        assertThat(portable(machine)).containsExactly("sda", "mmcblk1");
    }

    @ParameterizedTest
    @CsvSource({ "iDRAC, LCDRIVE", "iDRAC, Virtual Floppy", "AMI, Virtual Floppy0", "Generic-, SD/MMC CRW",
            "LSI, USB RAID Enclosure" })
    void takesWhatHangsOnUsbForNoPartOfTheMachine(String vendor, String model) throws InterruptedException {
        var machine = machine(USB.formatted(1, "sda", 0) + "sys/block/sda/device/vendor: " + vendor
                + "\nsys/block/sda/device/model: " + model + "\n" + SATA.formatted(2, "sdb", 1));

        assertThat(names(machine)).containsExactly("sdb", "sda");
        assertThat(portable(machine)).containsExactly("sda");
    }

    @Test
    void takesADiskInAHotPlugBayForAPartOfTheMachine() throws InterruptedException {
        assertThat(portable(machine(SATA.formatted(1, "sda", 0) + "sys/block/sda/removable: 1"))).isEmpty();
        assertThat(portable(machine("""
                block pci0000:00/0000:00:10.0/host0/target0:0:0/0:0:0:0/block/sda 8:0 2048
                sys/block/sda/removable: 1
                """))).containsExactly("sda");
        assertThat(portable(machine("block pci0000:00/0000:00:11.0/fw1/fw1.0/host3/block/sda 8:0 2048")))
                .containsExactly("sda");
    }

    @Test
    void takesTheImageOfADiscForNoPartOfTheMachine() throws InterruptedException {
        assertThat(portable(machine(SATA.formatted(1, "sda", 0) + MachineFixture.LSBLK
                + "    {\"blockdevices\": [{\"name\": \"sda\", \"fstype\": \"iso9660\", \"label\": \"Debian 12\"}]}")))
                .containsExactly("sda");
    }

    private Machine machine(String text) throws InterruptedException {
        return MachineFixture.empty(root).with(text).machine();
    }

    private static List<String> names(Machine machine) {
        return machine.disks().stream().map(Disk::name).toList();
    }

    private static List<String> portable(Machine machine) {
        return machine.disks().stream().filter(disk -> disk.hardware().portable()).map(Disk::name).toList();
    }

    private static String scsiName(int number) {
        return "sd" + (number < 26 ? "" : "a") + (char) ('a' + number % 26);
    }
}
