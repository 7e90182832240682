package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.DiskPart;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Trust.SecureBoot;
import org.virtp2v.core.machine.Trust.Tpm;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.machine.VolumeUse.Role;

/** What recorded machines tell about themselves and their disks. */
class HardwareTruthTest {
    @TempDir
    Path root;

    @Test
    void readsWhoTheMachineIs() throws InterruptedException {
        assertThat(MachineFixture.load("dell-server", root).machine().identity()).isEqualTo(new Identity("Dell Inc.",
                "PowerEdge R710", "7XKQW4J", "4c4c4544-0058-4b10-8051-b7c04f57344a", null));
    }

    @Test
    void takesNoPlaceholderForAnIdentity() throws InterruptedException {
        assertThat(MachineFixture.load("laptop", root).machine().identity())
                .isEqualTo(new Identity("LENOVO", "20L5CTO1WW", "PF0XXXXX", null, null));
    }

    /** Else all machines of such a board are one. */
    @ParameterizedTest
    @ValueSource(strings = { "03000200-0400-0500-0006-000700080009", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "00000000-0000-0000-0000-000000000000", "12345678-1234-5678-90AB-CDDEEFAABBCC",
            "11111111-2222-3333-4444-111111111111" })
    void takesNoUuidThatManyMachinesHave(String uuid) throws InterruptedException {
        assertThat(MachineFixture.empty(root).with("sys/class/dmi/id/product_uuid: " + uuid).machine().identity()
                .uuid()).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "IT-0042,,IT-0042", "No Asset Tag,4711,4711", "Asset-1234567890,ATN12345678901234567,",
            "Not Specified,'    ',",
            "Chassis Asset Tag,Base Board Asset Tag,", "NO Asset Tag,Asset Tag,", "Default string,AssetTagNum0," })
    void readsTheNumberThatTheOwnerGaveIt(String chassis, @Nullable String board, @Nullable String expected)
            throws InterruptedException {
        var fixture = MachineFixture.empty(root).with("sys/class/dmi/id/chassis_asset_tag: " + chassis);
        if (board != null) {
            fixture = fixture.with("sys/class/dmi/id/board_asset_tag: " + board);
        }
        assertThat(fixture.machine().identity().asset()).isEqualTo(expected);
    }

    @Test
    void doesNotKnowAMachineThatTellsNothing() throws InterruptedException {
        var machine = MachineFixture.load("vm", root).machine();

        assertThat(machine.identity()).isEqualTo(Identity.UNKNOWN);
        assertThat(machine.trust()).isEqualTo(Trust.UNKNOWN);
    }

    @Test
    void seesSecureBootAndTpm() throws InterruptedException {
        assertThat(MachineFixture.load("laptop", root).machine().trust())
                .isEqualTo(new Trust(SecureBoot.ON, Tpm.V2_0));
    }

    @ParameterizedTest
    @CsvSource({ "0600000000,OFF", "0600000001,ON", "06000000,UNKNOWN", "0700000001ff,UNKNOWN" })
    void readsTheValueAfterTheAttributes(String variable, SecureBoot expected) throws InterruptedException {
        var fixture = MachineFixture.load("laptop", root).with(
                "bytes sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c " + variable);

        assertThat(fixture.machine().trust().secureBoot()).isEqualTo(expected);
    }

    @Test
    void tellsNoTpmFromAnUnknownOne() throws InterruptedException {
        assertThat(MachineFixture.empty(root).machine().trust().tpm()).isEqualTo(Tpm.UNKNOWN);
        assertThat(MachineFixture.empty(root).with("sys/class/tpm/").machine().trust().tpm()).isEqualTo(Tpm.NONE);
        assertThat(MachineFixture.empty(root).with("sys/class/tpm/tpm0/tpm_version_major: 1").machine().trust().tpm())
                .isEqualTo(Tpm.V1_2);
    }

    @Test
    void describesTheHardwareOfADisk() throws InterruptedException {
        var machine = MachineFixture.load("dell-server", root).machine();

        assertThat(disk(machine, "sda").hardware())
                .isEqualTo(new DiskHardware(Bus.SAS, "SEAGATE", "0x5000c5004f0a1b10", true, 512, 4096, false));
        assertThat(disk(machine, "cciss/c0d0").hardware().bus()).isEqualTo(Bus.RAID);
        assertThat(disk(machine, "sdj").hardware().bus()).isEqualTo(Bus.USB);
    }

    @Test
    void describesTheHardwareOfALaptop() throws InterruptedException {
        var machine = MachineFixture.load("laptop", root).machine();

        assertThat(disk(machine, "nvme0n1").hardware())
                .isEqualTo(new DiskHardware(Bus.NVME, null, "eui.0025385b11409c1e", false, 512, 512));
        assertThat(disk(machine, "mmcblk0").hardware().bus()).isEqualTo(Bus.MMC);
    }

    @Test
    void knowsTheBusAlsoWithoutLsblk() throws InterruptedException {
        assertThat(disk(MachineFixture.load("vm", root).machine(), "vda").hardware().bus()).isEqualTo(Bus.VIRTIO);
    }

    @ParameterizedTest
    @ValueSource(strings = { "PERC H730 Mini", "MR9361-8i", "LOGICAL VOLUME", "MegaRAID 8708EM2", "ServeRAID M5015" })
    void recognisesVolumesOfRaidControllers(String model) throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root).with("sys/block/sdb/device/model: " + model);

        assertThat(disk(fixture.machine(), "sdb").hardware().bus()).isEqualTo(Bus.RAID);
    }

    @Test
    void findsDebianOnLvmOnAMirror() throws InterruptedException {
        var machine = MachineFixture.load("dell-server", root).machine();

        assertThat(disk(machine, "sda").content().table()).isEqualTo(PartitionTable.DOS);
        assertThat(disk(machine, "sda").content().volumes()).extracting(Volume::name, Volume::fileSystem, Volume::hint)
                .containsExactly(tuple("sda1", "linux_raid_member", "Active partition"),
                        tuple("sda2", "linux_raid_member",
                                "Debian GNU/Linux 12 (bookworm)"));
        assertThat(disk(machine, "sdb").content().operatingSystem()).isTrue();
        assertThat(disk(machine, "sdc").content().operatingSystem()).isFalse();
        assertThat(disk(machine, "sdc").content().table()).isEqualTo(PartitionTable.NONE);
        assertThat(disk(machine, "cciss/c0d0").content().volumes()).singleElement().extracting(Volume::hint)
                .isEqualTo("Windows");
    }

    @Test
    void findsBothSystemsOfADualBootLaptopAndTheirEncryption() throws InterruptedException {
        var content = disk(MachineFixture.load("laptop", root).machine(), "nvme0n1").content();

        assertThat(content.table()).isEqualTo(PartitionTable.GPT);
        assertThat(content.volumes()).extracting(Volume::hint).containsExactly(
                "EFI system partition (Microsoft, fedora)", null, "Fedora Linux 40 (Workstation Edition)",
                "Windows, encrypted with BitLocker", "Windows recovery");
        assertThat(content.volumes()).extracting(Volume::encryption).containsExactly(Encryption.NONE, Encryption.NONE,
                Encryption.LUKS, Encryption.BITLOCKER, Encryption.NONE);
        assertThat(content.volumes().getFirst().sizeBytes()).isEqualTo(512L << 20);
        assertThat(content.encrypted()).extracting(Volume::name).containsExactly("nvme0n1p3", "nvme0n1p4");
    }

    @Test
    void asksBlkidWhereLsblkIsTooOld() throws InterruptedException {
        var fixture = MachineFixture.load("vm", root).with("""
                $ blkid --probe --output export /dev/vdb
                    DEVNAME=/dev/vdb
                    PTUUID=deadbeef
                    PTTYPE=dos
                $ blkid --probe --output export /dev/vdb1
                    DEVNAME=/dev/vdb1
                    LABEL=two\\ words
                    TYPE=ext4
                    PART_ENTRY_TYPE=0x83
                    PART_ENTRY_FLAGS=0x80
                $ debugfs -R cat /etc/redhat-release /dev/vdb1
                    CentOS release 6.10 (Final)
                """);
        var content = disk(fixture.machine(), "vdb").content();

        assertThat(content.table()).isEqualTo(PartitionTable.DOS);
        assertThat(content.volumes()).containsExactly(new Volume("vdb1", null, 41940992L * 512, null, "0x83", null,
                "ext4", "two words", null, Encryption.NONE, VolumeUse.of("CentOS release 6.10 (Final)", Role.SYSTEM)));
    }

    @Test
    void knowsWhatStandsOnWhichDisks() throws InterruptedException {
        assertThat(MachineFixture.load("laptop", root).machine().diskParts()).contains(
                new DiskPart("nvme0n1p1", "nvme0n1p1", List.of("nvme0n1"), false),
                new DiskPart("dm-1", "fedora-root", List.of("nvme0n1"), false));
        assertThat(MachineFixture.load("dell-server", root).machine().diskParts())
                .contains(new DiskPart("md1", "md1", List.of("sda", "sdb"), false));
        assertThat(MachineFixture.load("vm", root).with(MachineFixture.LSBLK + """
                    {"blockdevices": [{"name": "vda", "children": [{"name": "md126", "type": "raid1", "pttype": "gpt",
                      "children": [{"name": "md126p1", "type": "part", "pttype": "gpt"}]},
                      {"name": "mpatha", "kname": "dm-5", "type": "mpath"}]}]}
                """).machine().diskParts()).contains(new DiskPart("md126", "md126", List.of("vda"), true),
                new DiskPart("md126p1", "md126p1", List.of("vda"), false),
                new DiskPart("dm-5", "mpatha", List.of("vda"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = { "not JSON", "[]", "{}", "{\"blockdevices\": [null, {}, {\"name\": 7}]}",
            "{\"blockdevices\": [{\"name\": \"sda\", \"children\": [null]}]}", "{\"blockdevices\": null}" })
    void doesNotStumbleOverStrangeLsblkOutput(String output) throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root).with(MachineFixture.LSBLK + "    " + output);

        assertThat(fixture.machine().disks()).hasSize(10);
        assertThat(fixture.machine().diskGroups()).isEmpty();
    }

    @Test
    void runsOnlyCommandsThatOnlyRead() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root);

        fixture.machine();

        assertThat(fixture.commands()).allMatch(command -> List.of("udevadm settle", "lscpu", "lsblk", "blkid --probe",
                "mdadm --examine --export", "pvs --readonly", "btrfs inspect-internal dump-super",
                "btrfs inspect-internal dump-tree -t root ", "debugfs -R cat ", "debugfs -R ls ",
                "dumpe2fs -h ", "xfs_db -r ", "ntfsinfo --mft ", "ntfsls", "mdir", "bcache-super-show",
                "dd if=", "smartctl --json --nocheck=standby --health --attributes ").stream()
                .anyMatch(command::startsWith) && !command.contains(" of="), "reads only");
    }

    @Test
    void asksWhatBelongsTogetherBeforeWhatIsOnTheDisks() throws InterruptedException {
        var fixture = MachineFixture.load("dell-server", root);

        fixture.machine();

        assertThat(fixture.commands().stream().map(command -> command.split(" ")[0]).distinct().toList())
                .containsSubsequence("mdadm", "btrfs", "pvs", "debugfs", "dd", "ntfsls", "ntfsinfo");
    }

    private static Disk disk(Machine machine, String name) {
        return machine.disks().stream().filter(disk -> disk.name().equals(name)).findFirst().orElseThrow();
    }
}
