package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.TestMachines;

/** Which sets of disks make a guest. */
class DiskSetTest extends DisksFixture {
    @Test
    void refusesHalfOfARaidArray() throws Exception {
        var problem = refused(mirror(), "p2v.disks=sda,sdc");

        assertThat(problem.field()).isEqualTo(Key.DISKS);
        assertThat(problem.message()).startsWith(
                "Only part of the RAID array host:0 is selected: sdb is missing from the selection.")
                .contains("leave out sda", "p2v.allow_partial_arrays");
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "MULTIPATH")
    void refusesPartOfEveryKindOfGroup(Kind kind) throws Exception {
        var machine = machine(List.of(disk("sda"), disk("sdb"), disk("sdc")),
                new DiskGroup(kind, "tank", List.of("sda", "sdb", "sdc"), 0));

        assertThat(refused(machine, "p2v.disks=/dev/sdb").message()).contains("sda, sdc is missing")
                .doesNotContain("{");
    }

    @Test
    void plansWholeGroupsAndNone() throws Exception {
        assertThat(ready(mirror(), "").disks()).hasSize(3);
        assertThat(ready(mirror(), "p2v.disks=sdb,sda").disks()).hasSize(2);
        assertThat(ready(mirror(), "p2v.disks=sdc").disks()).hasSize(1);
        assertThat(ready(mirror(), "p2v.disks=/a.img").disks()).hasSize(1);
    }

    @Test
    void onlyWarnsThoseWhoKnow() throws Exception {
        assertThat(warning(mirror(), "p2v.disks=sda p2v.allow_partial_arrays"))
                .contains("the RAID array host:0", "sdb is missing");
    }

    @Test
    void warnsOfMembersThatTheMachineDoesNotHave() throws Exception {
        var machine = machine(List.of(disk("sda")), new DiskGroup(Kind.LVM, "data", List.of("sda"), 2));

        assertThat(warning(machine, "")).isEqualTo(
                "This machine lacks 2 of the members of the LVM volume group data. What is on it may be incomplete.");
    }

    @Test
    void takesOnePathOfADiskForTheDisk() throws Exception {
        var machine = machine(List.of(disk("sda"), disk("sdb"), disk("sdc")),
                new DiskGroup(Kind.LVM, "data", List.of("sda", "sdb", "sdc"), 0),
                new DiskGroup(Kind.MULTIPATH, "mpatha", List.of("sda", "sdb"), 0));

        assertThat(planned(machine, "").disks()).extracting(SourceDisk::name).containsExactly("sda", "sdc");
        assertThat(planned(machine, "p2v.disks=sdb,sdc").disks()).hasSize(2);
        assertThat(refused(machine, "p2v.disks=sda,sdb,sdc").message())
                .startsWith("The disks sda, sdb are paths to one and the same disk, mpatha.");
    }

    @Test
    void warnsWithoutTheDiskThatCarriesTheOperatingSystem() throws Exception {
        var machine = machine(List.of(disk("sda", Bus.SATA, volume("sda1", Encryption.NONE, true)), disk("sdb")));

        assertThat(warning(machine, "p2v.disks=sdb")).contains("no sign of an operating system", "on sda there is");
        assertThat(ready(machine, "p2v.disks=sda").disks()).hasSize(1);
        assertThat(ready(machine, "p2v.disks=sdb,/a.img").disks()).hasSize(2);
    }

    @Test
    void doesNotMissTheRunningSystem() throws Exception {
        var stick = new Disk("sdb", Path.of("/dev/sdb"), 1, null, null, true, DiskHardware.UNKNOWN,
                new DiskContent(PartitionTable.DOS, List.of(volume("sdb1", Encryption.NONE, true))));

        assertThat(ready(machine(List.of(disk("sda"), stick)), "").disks()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({ "IDE,ide", "SATA,sata", "SAS,scsi", "RAID,scsi", "VIRTIO,virtio", "NVME,", "USB,", "UNKNOWN," })
    void tellsTheBusOfThisMachinesDisks(Bus bus, String expected) throws Exception {
        var machine = machine(List.of(disk("sda", bus)));

        assertThat(ready(machine, "p2v.disks=sda").disks().getFirst().targetBus()).isEqualTo(expected);
        assertThat(ready(machine, "p2v.disks=/dev/sda").disks().getFirst().targetBus()).isEqualTo(expected);
        assertThat(ready(machine, "p2v.disks=/a.img").disks().getFirst().targetBus()).isNull();
    }

    @Test
    void tellsTheInterfacesOfThisMachine() throws Exception {
        assertThat(ready(mirror(), "").interfaces()).extracting(GuestInterface::model).containsExactly("e1000", null);
        assertThat(ready(mirror(), "p2v.disks=/a.img").interfaces()).extracting(GuestInterface::model)
                .containsOnlyNulls();
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = { "STORAGE_SPACES", "BIOS_RAID", "OTHER" })
    void warnsOfGroupsWhoseMembersCannotBeCounted(Kind kind) throws Exception {
        var alone = machine(List.of(disk("sda"), disk("sdb")), new DiskGroup(kind, "nvidia", List.of("sda"), 0));

        assertThat(warning(alone, "")).contains("sda", "nvidia", "check that all of them are selected");
        assertThat(ready(alone, "p2v.disks=sdb").disks()).hasSize(1);
    }

    @Test
    void tellsWhichPathsAreLeftOutAndWhatTheyShare() throws Exception {
        var path = new DiskHardware(Bus.FIBRE_CHANNEL, null, "0x600a", null, 512, 512);
        var machine = machine(
                List.of(new Disk("sda", Path.of("/dev/sda"), 1L << 40, null, "LUN7", false, path, TestMachines.UEFI),
                        new Disk("sdb", Path.of("/dev/sdb"), 1L << 40, null, "LUN7", false, path, TestMachines.UEFI)),
                new DiskGroup(Kind.MULTIPATH, "0x600a", List.of("sdb", "sda"), 0));

        assertThat(planned(machine, "").disks()).extracting(SourceDisk::name)
                .containsExactly("sdb");
        assertThat(warning(machine, "")).contains("sda are left out", "same disk as sdb", "0x600a", "LUN7", "1.0 TiB");
    }
}
