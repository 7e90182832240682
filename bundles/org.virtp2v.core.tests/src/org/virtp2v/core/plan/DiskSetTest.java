package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.TestMachines;

/** Which sets of disks make a guest. */
class DiskSetTest {
    private static final DiskGroup MIRROR = new DiskGroup(Kind.MD_RAID, "host:0", List.of("sda", "sdb"), 0);

    /** What is booted from is not what is tested here, where nothing else is said. */
    private static final BootSigns BOOT = new BootSigns(false, true, false, false);

    private static final Disk EMPTY = disk("sda", Bus.SATA, BootSigns.NONE);

    @TempDir
    Path dir;

    private static Volume volume(String name, Encryption encryption, boolean system) {
        return new Volume(name, null, 1 << 30, null, null, null, null, null, null, encryption,
                system ? VolumeUse.of("Windows", VolumeUse.Role.SYSTEM) : VolumeUse.UNKNOWN);
    }

    private static Disk disk(String name, Bus bus, Volume... volumes) {
        return new Disk(name, Path.of("/dev", name), 1L << 30, null, null, false,
                new DiskHardware(bus, null, null, null, 0, 0),
                new DiskContent(PartitionTable.GPT, List.of(volumes), BOOT));
    }

    private static Disk disk(String name) {
        return disk(name, Bus.SATA);
    }

    private static Machine machine(List<Disk> disks, DiskGroup... groups) {
        var m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(), disks, List.of(),
                List.of(new NetworkInterface("em1", null, null, "e1000"),
                        new NetworkInterface("em2", null, null, "bnx2")),
                Identity.UNKNOWN, Trust.UNKNOWN, Arrays.asList(groups));
    }

    private static Machine mirror() {
        return machine(List.of(disk("sda"), disk("sdb"), disk("sdc")), MIRROR);
    }

    private static Planning plan(Machine machine, String line) throws Exception {
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c " + line).settings(), machine, List.of(),
                () -> "random");
        return Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> 4096, Targets.NONE);
    }

    private static ConversionPlan ready(Machine machine, String line) throws Exception {
        var planning = plan(machine, line);
        assertThat(planning.warnings()).isEmpty();
        return ((Planning.Ready) planning).plan();
    }

    /** A plan, whatever there is to say about it. */
    private static ConversionPlan planned(Machine machine, String line) throws Exception {
        return ((Planning.Ready) plan(machine, line)).plan();
    }

    private static PlanProblem refused(Machine machine, String line) throws Exception {
        return ((Planning.Refused) plan(machine, line)).problems().getFirst();
    }

    private static String warning(Machine machine, String line) throws Exception {
        var planning = (Planning.Ready) plan(machine, line);
        assertThat(planning.warnings()).hasSize(1);
        return planning.warnings().getFirst().message();
    }

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

    @Test
    void warnsOfEncryptionWithoutAKey() throws Exception {
        var machine = machine(List.of(disk("sda", Bus.SATA, volume("sda1", Encryption.BITLOCKER, true),
                volume("sda2", Encryption.LUKS, false))));

        assertThat(warning(machine, "")).isEqualTo("The disk sda is encrypted (sda1: BitLocker, sda2: LUKS), and no key"
                + " is given. virt-v2v cannot open it; give the key with p2v.key.");
        assertThat(ready(machine, "p2v.key=all:clevis").encryptionKeys())
                .containsExactly(new EncryptionKey("all", null));
    }

    @Test
    void readsKeysAndKeyFiles() throws Exception {
        Path file = Files.write(dir.resolve("key file"), new byte[] { 1, -1 });
        var keys = ready(mirror(), "p2v.key=/dev/sda2:key:a:b p2v.key=\"u-u-i-d:file:" + file + "\"").encryptionKeys();

        assertThat(keys).extracting(EncryptionKey::selector).containsExactly("/dev/sda2", "u-u-i-d");
        assertThat(keys.get(0).content()).asString().isEqualTo("a:b\n");
        assertThat(keys.get(1).content()).containsExactly(1, -1);
        assertThat(keys).hasToString("[/dev/sda2:***, u-u-i-d:***]");
    }

    @Test
    void refusesAKeyFileThatIsMissingOrEmpty() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty"));

        var problem = refused(mirror(), "p2v.key=all:file:/nowhere/key");
        assertThat(problem.field()).isEqualTo(Key.ENCRYPTION_KEY);
        assertThat(problem.message()).contains("/nowhere/key", "no such file", "p2v.key");
        assertThat(refused(mirror(), "p2v.key=all:file:" + empty).message()).contains("is empty");
        assertThat(refused(mirror(), "p2v.key=all:file:" + dir).message()).contains("cannot be read");
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

    private static Disk disk(String name, Bus bus, BootSigns boot) {
        return new Disk(name, Path.of("/dev", name), 1L << 30, null, null, false,
                new DiskHardware(bus, null, null, null, 512, 512),
                new DiskContent(PartitionTable.GPT, List.of(), boot));
    }

    private static List<String> warnings(Machine machine, String line) throws Exception {
        return plan(machine, line).warnings().stream().filter(w -> w.field() == Key.DISKS).map(PlanProblem::message)
                .toList();
    }

    @Test
    void takesNeitherSticksNorCardsUnlessTheyAreNamed() throws Exception {
        var machine = machine(List.of(disk("sda"), disk("nvme0n1", Bus.NVME), disk("sdb", Bus.USB)));

        assertThat(ready(machine, "").disks()).extracting(SourceDisk::name).containsExactly("sda", "nvme0n1");
        assertThat(ready(machine, "p2v.disks=sdb,nvme0n1,sda").disks()).extracting(SourceDisk::name)
                .containsExactly("sdb", "nvme0n1", "sda");
    }

    @Test
    void putsTheDiskOfWindowsFirst() throws Exception {
        var windows = disk("nvme0n1", Bus.NVME, new BootSigns(false, true, true, false));
        var machine = machine(List.of(EMPTY, disk("sdb", Bus.SATA, BootSigns.NONE), windows));

        assertThat(ready(machine, "").disks()).extracting(SourceDisk::name).containsExactly("nvme0n1", "sda", "sdb");
    }

    @Test
    void takesTheDiskOfWindowsThatBootsForTheFirst() throws Exception {
        var old = disk("sdb", Bus.SATA, new BootSigns(true, false, true, false));
        var current = disk("sdc", Bus.SATA, new BootSigns(false, true, true, false));

        assertThat(ready(machine(List.of(EMPTY, old, current)), "").disks()).extracting(SourceDisk::name)
                .containsExactly("sdc", "sda", "sdb");
    }

    @Test
    void keepsTheOrderOfLinuxAndSaysWhichDiskBoots() throws Exception {
        var linux = disk("nvme0n1", Bus.NVME, new BootSigns(false, true, false, true));
        var windows = disk("nvme1n1", Bus.NVME, new BootSigns(false, true, true, false));
        var machine = machine(List.of(EMPTY, linux, windows));

        assertThat(planned(machine, "").disks()).extracting(SourceDisk::name)
                .containsExactly("sda", "nvme0n1", "nvme1n1");
        assertThat(warnings(machine, "")).singleElement().asString().contains("number 2, nvme0n1", "first one, sda");
        assertThat(warnings(machine, "p2v.disks=nvme0n1,sda")).isEmpty();
    }

    @Test
    void keepsTheGivenOrderOfWindowsAndSaysWhatToDo() throws Exception {
        var windows = disk("sdb", Bus.SATA, new BootSigns(false, true, true, false));
        var machine = machine(List.of(EMPTY, windows));

        assertThat(warnings(machine, "p2v.disks=sda,sdb")).singleElement().asString()
                .contains("Name sdb first in p2v.disks");
        assertThat(warnings(machine, "p2v.disks=sdb,sda")).isEmpty();
        assertThat(warnings(machine, "p2v.disks=sda")).isEmpty();
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
