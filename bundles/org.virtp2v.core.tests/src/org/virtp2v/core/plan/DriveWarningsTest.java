package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.testing.TestMachines;

/** What is said of drives that are failing, and refused of those that virt-v2v cannot read. */
class DriveWarningsTest extends DisksFixture {
    private static Disk drive(String name, DriveHealth health) {
        return new Disk(name, Path.of("/dev", name), 1L << 40, null, null, false,
                new DiskHardware(Bus.SATA, null, null, null, 512, 512).with(health), TestMachines.UEFI);
    }

    @Test
    void warnsOfADriveThatIsFailing() throws Exception {
        var machine = machine(List.of(drive("sda", new DriveHealth(false, 0L, 0L, 1999L, null)), disk("sdb")));

        assertThat(warning(machine, "p2v.disks=sda")).startsWith("The disk sda says of itself that it is failing"
                + " (pending sectors: 0, uncorrectable: 0, reallocated: 1999).").contains("ddrescue");
        assertThat(ready(machine, "p2v.disks=sdb").disks()).hasSize(1);
    }

    @Test
    void warnsOfFlashMemoryThatIsFailing() throws Exception {
        var health = new DriveHealth(false, null, 0L, null, new DriveHealth.Flash(4, 5, 104));

        assertThat(warning(machine(List.of(drive("sda", health))), "")).contains(
                "(critical warning: 0x04, uncorrectable: 0, spare left: 5 %, life used: 104 %)");
    }

    @Test
    void warnsOfSectorsThatADriveCouldNotRead() throws Exception {
        for (DriveHealth health : List.of(new DriveHealth(true, 8L, 0L, 0L, null),
                new DriveHealth(null, null, 3L, null, null))) {
            assertThat(warning(machine(List.of(drive("sda", health))), ""))
                    .startsWith("The disk sda says that it could not read some of its sectors").contains("ddrescue");
        }
    }

    @Test
    void doesNotWarnOfReplacedSectorsOrASilentDrive() throws Exception {
        assertThat(ready(machine(List.of(drive("sda", new DriveHealth(true, 0L, 0L, 12L, null)),
                drive("sdb", DriveHealth.UNKNOWN))), "").disks()).hasSize(2);
    }

    @Test
    void refusesDisksWithSectorsThatVirtV2vCannotRead() throws Exception {
        var large = new Disk("nvme0n1", Path.of("/dev/nvme0n1"), 1L << 40, null, null, false,
                new DiskHardware(Bus.NVME, null, null, false, 4096, 4096), TestMachines.UEFI);
        var machine = machine(List.of(disk("sda"), large));

        assertThat(refused(machine, "").message()).contains("nvme0n1 has sectors of 4096 bytes", "p2v.disks");
        assertThat(refused(machine, "p2v.disks=/dev/nvme0n1").field()).isEqualTo(Key.DISKS);
        assertThat(ready(machine, "p2v.disks=sda").disks()).hasSize(1);
    }
}
