package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.source.NbdServer;

class DiskChoicesTest extends MachineModelFixture {
    private static final DiskGroup RAID = new DiskGroup(Kind.MD_RAID, "md0", List.of("sda", "sdb"), 0);

    private static void move(MachineModel model, String disk, int places) {
        model.disks().move(DiskRows.find(model.disks().nodes().getValue(), disk), places);
    }

    @Test
    void movesDisksWithinTheGuest() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb", "sdc", "sdd"), RAID));
        choose(model, "sdd", false);

        move(model, "sdc", -1);
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdc", "sdb");
        move(model, "sdc", -1);
        move(model, "sdc", -1);
        move(model, "sdd", -1);
        assertThat(model.deviceSettings().disks()).containsExactly("sdc", "sda", "sdb");
        move(model, "sdc", 2);
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdb", "sdc");
        assertThat(model.disks().rows()).extracting(model.disks()::position).containsExactly(1, 2, 3, 0);
    }

    @Test
    void keepsTheOrderThatWasGivenOrMadeByMoving() {
        Machine machine = Machines.machine(Machines.disks("sda", "sdb", "sdc"));
        MachineModel model = model("p2v.disks=sdc,sda", machine);
        assertThat(model.deviceSettings().disks()).containsExactly("sdc", "sda");

        move(model, "sda", -1);
        model.refresh(probed("p2v.disks=sdc,sda", Machines.machine(Machines.disks("sda", "sdb", "sdc", "sdd"))));
        choose(model, "sdd", true);

        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdc", "sdd");
        assertThat(new CommandLine(wizard("", probed("p2v.disks=sdc,sda", machine))).write(false).line())
                .contains("p2v.disks=sdc,sda");
    }

    @Test
    void choosesTheDisksOfAnArrayTogetherAndSaysWhy() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb", "sdc"), RAID));

        assertThat(model.disks().nodes().getValue()).hasSize(2).first().isInstanceOfSatisfying(DiskSet.class,
                set -> assertThat(set.title()).isEqualTo("RAID array md0"));
        assertThat(choose(model, "sdb", false)).contains("sda, sdb", "md0");
        assertThat(model.deviceSettings().disks()).containsExactly("sdc");
        assertThat(choose(model, "sda", true)).contains("sda, sdb", "md0");
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdb", "sdc");
        assertThat(choose(model, "sdc", false)).isNull();
    }

    @Test
    void choosesPartOfAnArrayWhereThatIsAllowed() {
        MachineModel model = model("p2v.allow_partial_arrays", Machines.machine(Machines.disks("sda", "sdb"), RAID));

        assertThat(choose(model, "sdb", false)).isNull();
        assertThat(model.deviceSettings().disks()).containsExactly("sda");
    }

    @Test
    void putsGroupsThatShareADiskTogether() {
        DiskGroup group = new DiskGroup(Kind.LVM, "vg0", List.of("sdb", "sdc"), 1);
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb", "sdc"), RAID, group));

        assertThat(model.disks().nodes().getValue()).singleElement().isInstanceOfSatisfying(DiskSet.class, set -> {
            assertThat(set.title()).isEqualTo("RAID array md0, volume group vg0");
            assertThat(set.missing()).isEqualTo("1 member is missing");
            assertThat(set.disks()).hasSize(3);
        });
    }

    @Test
    void refusesPartOfAnArrayFromTheCommandLine() {
        String line = "p2v.disks=sda";
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda", "sdb"), RAID)));

        assertThat(problems(wizard)).containsExactly(Key.DISKS);
    }

    @Test
    void keepsTheDiskOfTheRunningSystemOut() {
        MachineModel model = model("",
                Machines.machine(List.of(Machines.disk("sda", true), Machines.disk("sdb", false))));

        assertThat(model.deviceSettings().disks()).containsExactly("sdb");
        assertThat(choose(model, "sda", true)).contains("sda", "runs from");
        assertThat(model.deviceSettings().disks()).containsExactly("sdb");
    }

    @Test
    void keepsAllOfTheRunningSystemsArrayOut() {
        MachineModel model = model("",
                Machines.machine(List.of(Machines.disk("sda", true), Machines.disk("sdb", false)), RAID));

        assertThat(model.deviceSettings().disks()).isEmpty();
        assertThat(choose(model, "sdb", true)).contains("sdb", "sda");
    }

    @Test
    void takesOnePathToADisk() {
        DiskGroup paths = new DiskGroup(Kind.MULTIPATH, "mpatha", List.of("sda", "sdb"), 0);
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb"), paths));

        assertThat(model.deviceSettings().disks()).containsExactly("sda");
        assertThat(choose(model, "sdb", true)).contains("another path to sda");
        assertThat(choose(model, "sda", false)).isNull();
    }

    @Test
    void letsANewDiskOfAnArrayGoWithTheOthers() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda")));
        choose(model, "sda", false);

        model.refresh(probed("", Machines.machine(Machines.disks("sda", "sdb"), RAID)));

        assertThat(model.deviceSettings().disks()).isEmpty();
    }

    @Test
    void listsOnlyTestDisks() throws SourceException {
        Probed probed = probed("", Machines.machine(Machines.disks("sda")), List.of("/x/a.img", "/x/b.img"), path -> {
            if (path.equals(Path.of("/x/b.img"))) {
                throw new SourceException("There is no b.img");
            }
            return 5L << 30;
        });
        MachineModel model = new MachineModel(probed, true, Targets.NONE, NbdServer.DEFAULT_ORDER);

        assertThat(model.disks().rows()).extracting(DiskRow::name, DiskRow::sizeBytes).containsExactly(
                tuple("/x/a.img", 5L << 30),
                tuple("/x/b.img", null));
        assertThat(model.deviceSettings().disks()).containsExactly("/x/a.img", "/x/b.img");
        assertThat(model.sizes().sizeOf(Path.of("/x/a.img"))).isEqualTo(5L << 30);
    }

    @Test
    void refusesADiskThatCannotBeLookedAt() {
        String line = "p2v.disks=sda,sdz";
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda")), List.of(), path -> {
            throw new SourceException("There is no " + path);
        }));

        assertThat(problems(wizard)).containsExactly(Key.DISKS);
        choose(wizard.machine().getValue(), "sdz", false);
        assertThat(problems(wizard)).isEmpty();
    }

    @Test
    void saysWhatIsOnADisk() {
        Disk disk = Machines.disk("sda", false, Machines.volume("sda1", null, null, Encryption.LUKS),
                Machines.volume("sda2", "Debian GNU/Linux 12 (bookworm)", null, Encryption.NONE));
        MachineModel model = model("", Machines.machine(List.of(disk)));

        assertThat(model.disks().rows().get(0).content())
                .isEqualTo("Debian GNU/Linux 12 (bookworm), LUKS encrypted");
    }

    @Test
    void saysHowManySectorsOfADiskHaveBeenReplaced() {
        List<Disk> disks = Stream.of(0L, 1L, 12L)
                .map(reallocated -> new Disk("sd" + reallocated, Path.of("/dev/sd" + reallocated),
                        1, null, null, false,
                        DiskHardware.UNKNOWN.with(new DriveHealth(true, 0L, 0L, reallocated, null)),
                        DiskContent.UNKNOWN))
                .toList();

        assertThat(model("", Machines.machine(disks)).disks().rows()).extracting(DiskRow::content)
                .containsExactly("", "1 sector has been replaced", "12 sectors have been replaced");
    }
}
