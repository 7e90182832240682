package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.DiskPart;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.TestMachines;

/** Disks that are named by links, as below {@code /dev/disk/by-id}; files stand for the device nodes. */
class DiskNamesTest {
    @TempDir
    Path dir;

    @BeforeEach
    void makeDevices() throws IOException {
        for (String name : List.of("sda", "sda1", "sdb", "sdc", "other.img")) {
            Files.writeString(dir.resolve(name), name);
        }
    }

    private Disk disk(String name, boolean runningSystem) {
        var volume = new Volume(name + "1", null, 4000, 1000L, null, null, "ext4", null, null, Encryption.NONE,
                VolumeUse.of(null, VolumeUse.Role.SYSTEM));
        return new Disk(name, dir.resolve(name), 4096, null, null, runningSystem,
                new DiskHardware(Bus.SATA, null, null, null, 0, 0),
                new DiskContent(PartitionTable.GPT, List.of(volume), new BootSigns(false, true, false, false)));
    }

    /** A mirror of sda and sdb, and the stick sdc that the machine was booted from. */
    private Machine machine() {
        var m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), Firmware.UEFI,
                List.of(disk("sda", false), disk("sdb", false), disk("sdc", true)), List.of(), List.of(),
                Identity.UNKNOWN, Trust.UNKNOWN,
                List.of(new DiskGroup(Kind.MD_RAID, "host:0", List.of("sda", "sdb"), 0)));
    }

    /** A link to a link to a device, as udev and people make them. */
    private Path link(String name, String device) throws IOException {
        Path first = Files.createSymbolicLink(dir.resolve(name + "-udev"), Path.of(device));
        return Files.createSymbolicLink(dir.resolve(name), first);
    }

    private Planning plan(Object... disks) throws Exception {
        String names = String.join(",", List.of(disks).stream().map(Object::toString).toList());
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c p2v.disks=" + names).settings(), machine(),
                List.of(), () -> "random");
        return Planner.plan(settings, machine(), NbdServer.DEFAULT_ORDER, path -> 4096, Targets.NONE);
    }

    private static String refusal(Planning planning) {
        assertThat(planning).isInstanceOf(Planning.Refused.class);
        return ((Planning.Refused) planning).problems().getFirst().message();
    }

    @Test
    void refusesALinkToTheRunningSystem() throws Exception {
        assertThat(refusal(plan(link("stick", "sdc")))).contains("stick carries the system that virt-p2v runs on");
    }

    @Test
    void refusesTheSameDiskByItsNameAndByALink() throws Exception {
        Path link = link("wwn-1", "sda");

        assertThat(refusal(plan("sda", "sdb", link))).contains("wwn-1 is selected twice");
        assertThat(refusal(plan(link, "sdb", link("ata-1", "sda")))).contains("ata-1 is selected twice");
    }

    @Test
    void refusesTheSameImageByTwoLinks() throws Exception {
        assertThat(refusal(plan(link("one", "other.img"), link("two", "other.img")))).contains("two is selected twice");
    }

    @Test
    void refusesPartOfAGroupThatIsNamedByALink() throws Exception {
        assertThat(refusal(plan(link("wwn-1", "sda")))).contains("RAID array host:0", "sdb is missing");
    }

    @Test
    void takesALinkForTheDiskItLeadsTo() throws Exception {
        Path link = link("wwn-1", "sda");
        var plan = ((Planning.Ready) plan(link, "sdb")).plan();

        assertThat(plan.disks()).containsExactly(
                new SourceDisk(link.toString(), dir.resolve("sda"), 4096, "sda", "sata", 1000L),
                new SourceDisk("sdb", dir.resolve("sdb"), 4096, "sdb", "sata", 1000L));
        assertThat(plan.guest().firmware()).isEqualTo(Firmware.UEFI);
    }

    @Test
    void leavesPartitionsWhatTheyAre() throws Exception {
        Path partition = link("wwn-1-part1", "sda1");
        var planning = (Planning.Ready) plan(partition);

        assertThat(planning.plan().disks())
                .containsExactly(new SourceDisk(partition.toString(), partition, 4096, "sda"));
        assertThat(planning.warnings()).isEmpty();
    }

    @Test
    void takesALinkThatLeadsNowhereAsItIsGiven() throws Exception {
        Path link = link("gone", "nothing");

        assertThat(((Planning.Ready) plan(link)).plan().disks()).extracting(SourceDisk::path).containsExactly(link);
    }

    @Test
    void neverThinksMoreInUseThanThereIs() throws Exception {
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c p2v.disks=" + dir.resolve("sda")
                + " p2v.allow_partial_arrays").settings(), machine(), List.of(), () -> "random");
        var planning = (Planning.Ready) Planner.plan(settings, machine(), NbdServer.DEFAULT_ORDER, path -> 512,
                Targets.NONE);

        assertThat(planning.plan().disks().getFirst().usedBytes()).isEqualTo(512);
    }

    /** Partitions and volumes, as {@code /dev} has them: {@code null} is one that is there on every Linux. */
    private static Machine withParts() {
        var m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(), m.disks(), List.of(), List.of(),
                Identity.UNKNOWN, Trust.UNKNOWN, List.of(),
                List.of(new DiskPart("sdc2", "sdc2", List.of("sdc"), false),
                        new DiskPart("dm-0", "live-root", List.of("sdc"), false),
                        new DiskPart("md0", "md0", List.of("sdb", "sdc"), true),
                        new DiskPart("null", "live-data", List.of("sdc"), false),
                        new DiskPart("sda1", "sda1", List.of("sda"), false),
                        new DiskPart("dm-1", "data-files", List.of("sda", "sdb"), false),
                        new DiskPart("dm-2", "mpatha", List.of("sda"), true)),
                List.of());
    }

    private static Planning planParts(String disks) throws Exception {
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c p2v.disks=" + disks).settings(), withParts(),
                List.of(), () -> "random");
        return Planner.plan(settings, withParts(), NbdServer.DEFAULT_ORDER, path -> 4096, Targets.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "sdc2", "/dev/sdc2", "/dev/../dev/sdc2", "mapper/live-root", "/dev/mapper/live-root",
            "dm-0",
            "md0", "/dev/md0", "/dev/null", "/dev/mapper/live-data" })
    void refusesAPartOfTheRunningSystemUnderEveryName(String name) throws Exception {
        assertThat(refusal(planParts(name))).startsWith(name + " is on the disk ").contains("sdc", "runs on");
    }

    @Test
    void refusesAPartOfTheRunningSystemByALink() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("by-uuid"), Path.of("/dev/null"));

        assertThat(refusal(planParts(link.toString()))).contains("by-uuid is on the disk sdc");
    }

    @ParameterizedTest
    @CsvSource({ "sda1, sda", "/dev/sda1, sda", "/dev/mapper/data-files, 'sda, sdb'", "mapper/data-files, 'sda, sdb'" })
    void warnsOfAPartOfADisk(String name, String disks) throws Exception {
        var planning = (Planning.Ready) planParts(name);

        assertThat(planning.plan().disks()).hasSize(1);
        assertThat(planning.warnings()).extracting(PlanProblem::message).first().asString()
                .startsWith(name + " is only a part of the disk " + disks);
    }

    @Test
    void takesAMultipathDeviceForADisk() throws Exception {
        var planning = (Planning.Ready) planParts("/dev/mapper/mpatha");

        assertThat(planning.warnings()).isEmpty();
        assertThat(planning.plan().guest().firmware()).isEqualTo(Firmware.UEFI);
    }
}
