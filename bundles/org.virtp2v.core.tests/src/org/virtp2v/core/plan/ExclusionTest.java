package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.machine.VolumeUse.Role;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.TestMachines;

/** Which partitions stay behind. */
class ExclusionTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final long HEADER = 64 << 10;
    private static final List<NbdServer> OTHERS = List.of(NbdServer.QEMU_NBD, NbdServer.NBDKIT);
    private static final DiskGroup VG = new DiskGroup(Kind.LVM, "vg0", List.of("sda", "sdb"), 0);
    private static final DiskGroup SPACES = new DiskGroup(Kind.STORAGE_SPACES, "Windows", List.of("sda"), 0);

    @TempDir
    Path dir;

    private static Volume part(String name, @Nullable Long offset, long size, @Nullable Long used,
            @Nullable String type, @Nullable String content, VolumeUse use) {
        return new Volume(name, offset, size, used, type, null, content, null, null, Encryption.NONE, use);
    }

    private static Volume data(String name, long offset, long size, VolumeUse use) {
        return part(name, offset, size, GIB / 4, null, "ext4", use);
    }

    private static VolumeUse mounted(String point) {
        return new VolumeUse(null, Role.OTHER, List.of(point), List.of());
    }

    private static VolumeUse of(DiskGroup group) {
        return new VolumeUse(null, Role.OTHER, List.of(), List.of(group));
    }

    /**
     * sda: 1 EFI, 2 root, 3 /home, 4 extended with 5 swap and 6 data, 7 /var, 8 data that overlaps 9, 10 Storage
     * Spaces, 11 at an unknown place, 12 hibernated, 13 boot loader, 14 kernels; sdb: 1 and 2 of a volume group, 3
     * NTFS; sdc: no table; sdd is what this runs on.
     */
    private static Machine machine() {
        var sda = disk("sda", 40 * GIB, false,
                part("sda1", MIB, 100 * MIB, null, null, "vfat", VolumeUse.of("EFI system partition", Role.EFI_SYSTEM)),
                part("sda2", GIB, GIB, GIB / 2, null, "ext4", VolumeUse.of("Debian", Role.SYSTEM)),
                data("sda3", 2 * GIB, 3 * GIB, mounted("/home")),
                part("sda4", 5 * GIB, 1024, null, "0x5", null, VolumeUse.UNKNOWN),
                part("sda5", 5 * GIB + MIB, GIB, 0L, "0x82", "swap", VolumeUse.of("Linux swap", Role.OTHER)),
                data("sda6", 7 * GIB, GIB, VolumeUse.UNKNOWN),
                data("sda7", 8 * GIB, GIB, mounted("/var")),
                data("sda8", 9 * GIB, GIB, VolumeUse.UNKNOWN),
                data("sda9", 9 * GIB + MIB, MIB, VolumeUse.UNKNOWN),
                part("sda10", 11 * GIB, GIB, null, null, null, of(SPACES)),
                part("sda11", null, GIB, null, null, "xfs", VolumeUse.UNKNOWN),
                part("sda12", 13 * GIB, GIB, null, null, "swsuspend", VolumeUse.UNKNOWN),
                part("sda13", 14 * GIB, MIB, null, null, null, VolumeUse.of("BIOS boot partition", Role.BIOS_BOOT)),
                part("sda14", 15 * GIB, MIB, null, null, "ext4", VolumeUse.of("Linux boot", Role.BOOT)));
        var sdb = disk("sdb", 40 * GIB, false,
                part("sdb1", MIB, GIB, null, null, "LVM2_member", of(VG)),
                part("sdb2", 2 * GIB, GIB, null, null, "LVM2_member", of(VG)),
                part("sdb3", 4 * GIB, GIB, null, null, "ntfs", VolumeUse.UNKNOWN));
        var sdc = disk("sdc", GIB, false, part("sdc", null, GIB, GIB, null, "ext4", VolumeUse.UNKNOWN));
        var sdd = disk("sdd", 40 * GIB, true, data("sdd1", MIB, GIB, VolumeUse.UNKNOWN));
        return machine(sda, sdb, sdc, sdd);
    }

    private static Machine machine(Disk... disks) {
        var m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(), List.of(disks), List.of(),
                List.of(), Identity.UNKNOWN, Trust.UNKNOWN, List.of());
    }

    private static Disk disk(String name, long size, boolean running, Volume... volumes) {
        return new Disk(name, Path.of("/dev", name), size, null, null, running, DiskHardware.UNKNOWN,
                new DiskContent(PartitionTable.GPT, List.of(volumes), new BootSigns(false, true, false, false)));
    }

    private static Planning plan(String line, List<NbdServer> servers) throws Exception {
        return plan(machine(), line, servers);
    }

    private static Planning plan(Machine machine, String line, List<NbdServer> servers) throws Exception {
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c " + line).settings(), machine, List.of(),
                () -> "random");
        return Planner.plan(settings, machine, servers, path -> GIB, Targets.NONE);
    }

    private static ConversionPlan ready(String line) throws Exception {
        return ((Planning.Ready) plan(line, NbdServer.DEFAULT_ORDER)).plan();
    }

    private static List<String> problems(String line) throws Exception {
        return ((Planning.Refused) plan(line, NbdServer.DEFAULT_ORDER)).problems().stream()
                .peek(problem -> assertThat(problem.field()).isEqualTo(Key.EXCLUDE)).map(PlanProblem::message).toList();
    }

    private static List<String> warnings(String line) throws Exception {
        return plan(line, NbdServer.DEFAULT_ORDER).warnings().stream().filter(w -> w.field() == Key.EXCLUDE)
                .map(PlanProblem::message).toList();
    }

    private static List<Extent> extents(String line) throws Exception {
        return ready(line).disks().stream().flatMap(disk -> disk.excluded().stream()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "sda3", "/dev/sda3", "sda3,sda3", " sda3 , /dev/sda3,", "/dev/../dev/sda3" })
    void leavesAPartitionOutUnderEveryNameItHas(String names) throws Exception {
        assertThat(extents("p2v.disks=sda \"p2v.exclude=" + names + "\""))
                .containsExactly(new Extent(2 * GIB, 3 * GIB));
    }

    /** {@code /dev/null} is there on every Linux. */
    @Test
    void followsLinksToAPartition() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("by-label"), Path.of("/dev/null"));
        var machine = machine(disk("sda", 40 * GIB, false, data("null", GIB, GIB, VolumeUse.UNKNOWN)));

        var plan = ((Planning.Ready) plan(machine, "p2v.exclude=" + link, NbdServer.DEFAULT_ORDER)).plan();
        assertThat(plan.disks().getFirst().excluded()).containsExactly(new Extent(GIB, GIB));
        assertThat(new PartitionNames(machine).partitions(List.of(link.toString(), "null", "sdx1", "sda")))
                .containsExactly("null");
    }

    @Test
    void leavesOutExactlyWhatIsNamedInTheOrderOfTheDisks() throws Exception {
        var plan = ready("p2v.disks=sda,sdb p2v.exclude=sdb3,sda6,sda3");

        assertThat(plan.disks()).extracting(SourceDisk::excluded).containsExactly(
                List.of(new Extent(2 * GIB, 3 * GIB), new Extent(7 * GIB, GIB)), List.of(new Extent(4 * GIB, GIB)));
        assertThat(plan.exclusions().parts()).extracting(Exclusions.Part::name).containsExactly("sda3", "sda6", "sdb3");
    }

    @Test
    void leavesSwapOutByItselfButForItsHeader() throws Exception {
        var plan = ready("p2v.disks=sda");

        assertThat(plan.disks().getFirst().excluded())
                .containsExactly(new Extent(5 * GIB + MIB + HEADER, GIB - HEADER));
        assertThat(plan.exclusions()).isEqualTo(new Exclusions(List.of(
                new Exclusions.Part("sda5", GIB, new Extent(5 * GIB + MIB + HEADER, GIB - HEADER), true)), List.of()));
        assertThat(plan.nbdServers()).isEqualTo(NbdServer.DEFAULT_ORDER);
        assertThat(warnings("p2v.disks=sda")).isEmpty();
    }

    @Test
    void keepsTheHeaderOfSwapThatIsNamed() throws Exception {
        assertThat(extents("p2v.disks=sda p2v.exclude=sda5"))
                .containsExactly(new Extent(5 * GIB + MIB + HEADER, GIB - HEADER));
        assertThat(warnings("p2v.disks=sda p2v.exclude=sda5")).isEmpty();
    }

    @Test
    void copiesSwapWhenAnEmptyListSaysSo() throws Exception {
        assertThat(extents("p2v.disks=sda p2v.exclude=")).isEmpty();
        assertThat(extents("p2v.disks=sda p2v.exclude")).isEmpty();
    }

    @Test
    void saysWhichSwapIsCopiedBecauseNoServerCanLeaveItOut() throws Exception {
        var plan = ((Planning.Ready) plan("p2v.disks=sda", OTHERS)).plan();

        assertThat(plan.disks().getFirst().excluded()).isEmpty();
        assertThat(plan.exclusions()).isEqualTo(new Exclusions(List.of(), List.of("sda5")));
        assertThat(plan.nbdServers()).isEqualTo(OTHERS);
    }

    @Test
    void triesOnlyTheServerThatCanLeaveOutWhatWasAskedFor() throws Exception {
        assertThat(ready("p2v.disks=sda p2v.exclude=sda3").nbdServers()).containsExactly(NbdServer.BUILTIN);
        assertThat(ready("p2v.disks=sda p2v.exclude=").nbdServers()).isEqualTo(NbdServer.DEFAULT_ORDER);
    }

    @Test
    void refusesToLeaveOutWhatNoServerCan() throws Exception {
        var refused = (Planning.Refused) plan("p2v.disks=sda p2v.exclude=sda3", OTHERS);

        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo(Key.EXCLUDE);
            assertThat(problem.message()).contains("builtin", "qemu-nbd, nbdkit.");
        });
        assertThat(plan("p2v.disks=sda p2v.exclude=", OTHERS)).isInstanceOf(Planning.Ready.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
            "sdx1 | no partition sdx1", "/img | no partition /img", "sda99 | no partition sda99",
            "sda | sda is a whole disk, not a partition", "/dev/sda | /dev/sda is a whole disk",
            "sdb3 | on the disk sdb, which is not copied", "sdd1 | on the disk sdd, which is not copied",
            "sda1 | EFI system partition", "sda2 | holds an operating system (Debian)", "sda4 | extended partition",
            "sda7 | mounted at /var", "sda8 | sda8 shares space with sda9",
            "sda9 | sda9 shares space with sda8", "sda10 | Storage Spaces", "sda11 | Where sda11 lies",
            "sda13 | sda13 holds a boot loader", "sda14 | sda14 (Linux boot) holds a boot loader or kernels" })
    void refusesWhatTheGuestNeedsOrWhatIsNone(String name, String message) throws Exception {
        assertThat(problems("p2v.disks=sda p2v.exclude=" + name)).singleElement().asString().contains(message);
    }

    @Test
    void refusesADiskWithoutPartitions() throws Exception {
        assertThat(problems("p2v.disks=sdc p2v.exclude=sdc")).singleElement().asString().contains("whole disk");
    }

    @Test
    void namesEveryProblem() throws Exception {
        assertThat(problems("p2v.disks=sda p2v.exclude=sda1,sda2,sdx")).hasSize(3);
    }

    @Test
    void refusesHalfOfAVolumeGroup() throws Exception {
        assertThat(problems("p2v.disks=sda,sdb p2v.exclude=sdb1")).singleElement().asString()
                .contains("sdb1 belongs to the LVM volume group vg0, as sdb2 does");
    }

    @Test
    void leavesAWholeVolumeGroupOut() throws Exception {
        assertThat(extents("p2v.disks=sda,sdb p2v.exclude=sdb1,sdb2")).containsExactly(new Extent(MIB, GIB),
                new Extent(2 * GIB, GIB));
    }

    @Test
    void leavesTwoPartitionsOfOnePlaceOutAsOne() throws Exception {
        assertThat(extents("p2v.disks=sda p2v.exclude=sda8,sda9")).containsExactly(new Extent(9 * GIB, GIB));
    }

    @Test
    void leavesAHibernatedSystemOutOnlyWhenItIsNamed() throws Exception {
        assertThat(extents("p2v.disks=sda")).doesNotContain(new Extent(13 * GIB, GIB));
        assertThat(extents("p2v.disks=sda p2v.exclude=sda12")).containsExactly(new Extent(13 * GIB, GIB));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = { "sda3 | fstab on this machine mounts it at /home",
            "sda6 | if its /etc/fstab does", "sdb3 | Windows shows it" })
    void warnsOfWhatTheGuestMakesOfIt(String name, String message) throws Exception {
        assertThat(warnings("p2v.disks=sda,sdb p2v.exclude=" + name)).singleElement().asString().startsWith(name)
                .contains(message);
    }

    @Test
    void warnsWhereTheSystemMayBeInWhatStaysBehind() throws Exception {
        assertThat(warnings("p2v.disks=sdb p2v.exclude=sdb1,sdb2")).last().asString()
                .contains("no sign of an operating system", "sdb1, sdb2");
        assertThat(warnings("p2v.disks=sda,sdb p2v.exclude=sdb1,sdb2")).hasSize(1);
    }

    @Test
    void countsWhatIsExcludedAsNotInUse() throws Exception {
        long used = ready("p2v.disks=sda p2v.exclude=").disks().getFirst().usedBytes();

        assertThat(ready("p2v.disks=sda p2v.exclude=sda3").disks().getFirst().usedBytes()).isEqualTo(used - GIB / 4);
        assertThat(ready("p2v.disks=sda p2v.exclude=sda12").disks().getFirst().usedBytes()).isEqualTo(used - GIB);
        assertThat(ready("p2v.disks=sda").disks().getFirst().usedBytes()).isEqualTo(used);
    }

    @Test
    void expectsAllThatIsLeftWhereNothingElseIsKnown() throws Exception {
        assertThat(ready("p2v.disks=sdb").disks().getFirst().usedBytes()).isNull();
        SourceDisk rest = ready("p2v.disks=sdb p2v.exclude=sdb3").disks().getFirst();
        assertThat(rest.usedBytes()).isNull();
        assertThat(rest.expectedBytes()).isEqualTo(39 * GIB);
    }

    static Stream<Arguments> swapThatIsCopied() {
        return Stream.of(
                Arguments.of("a place that is not known", part("sda1", null, GIB, 0L, null, "swap", VolumeUse.UNKNOWN)),
                Arguments.of("beyond the disk", part("sda1", 40 * GIB, GIB, 0L, null, "swap", VolumeUse.UNKNOWN)),
                Arguments.of("no more than a header", part("sda1", MIB, HEADER, 0L, null, "swap", VolumeUse.UNKNOWN)),
                Arguments.of("a member", part("sda1", MIB, GIB, 0L, null, "swap", of(VG))),
                Arguments.of("nonsense", part("sda1", Long.MAX_VALUE - 1, GIB, 0L, null, "swap", VolumeUse.UNKNOWN)),
                Arguments.of("hibernated", part("sda1", MIB, GIB, null, null, "swsuspend", VolumeUse.UNKNOWN)),
                Arguments.of("the partition table", part("sda1", 0L, GIB, null, null, "swap", VolumeUse.UNKNOWN)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("swapThatIsCopied")
    void copiesSwapThatSomethingSpeaksAgainst(String why, Volume swap) throws Exception {
        var machine = machine(disk("sda", 40 * GIB, false, swap));

        var plan = ((Planning.Ready) plan(machine, "", NbdServer.DEFAULT_ORDER)).plan();
        assertThat(plan.disks().getFirst().excluded()).isEmpty();
    }

    @Test
    void copiesSwapThatSharesItsSpace() throws Exception {
        var machine = machine(disk("sda", 40 * GIB, false,
                part("sda1", MIB, GIB, 0L, null, "swap", VolumeUse.UNKNOWN),
                data("sda2", GIB, GIB, VolumeUse.UNKNOWN)));

        var plan = ((Planning.Ready) plan(machine, "", NbdServer.DEFAULT_ORDER)).plan();
        assertThat(plan.disks().getFirst().excluded()).isEmpty();
    }
}
