package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.TestMachines;

/** Plans for machines with disks of some kinds. */
abstract class DisksFixture {
    static final DiskGroup MIRROR = new DiskGroup(Kind.MD_RAID, "host:0", List.of("sda", "sdb"), 0);
    /** What is booted from is not what is tested here, where nothing else is said. */
    static final BootSigns BOOT = new BootSigns(false, true, false, false);
    @TempDir
    Path dir;

    static Volume volume(String name, Encryption encryption, boolean system) {
        return new Volume(name, null, 1 << 30, null, null, null, null, null, null, encryption,
                system ? VolumeUse.of("Windows", VolumeUse.Role.SYSTEM) : VolumeUse.UNKNOWN);
    }

    static Disk disk(String name, Bus bus, Volume... volumes) {
        return new Disk(name, Path.of("/dev", name), 1L << 30, null, null, false,
                new DiskHardware(bus, null, null, null, 0, 0),
                new DiskContent(PartitionTable.GPT, List.of(volumes), BOOT));
    }

    static Disk disk(String name) {
        return disk(name, Bus.SATA);
    }

    static Machine machine(List<Disk> disks, DiskGroup... groups) {
        var m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(), disks, List.of(),
                List.of(new NetworkInterface("em1", null, null, "e1000"),
                        new NetworkInterface("em2", null, null, "bnx2")),
                Identity.UNKNOWN, Trust.UNKNOWN, Arrays.asList(groups));
    }

    static Machine mirror() {
        return machine(List.of(disk("sda"), disk("sdb"), disk("sdc")), MIRROR);
    }

    static Planning plan(Machine machine, String line) throws Exception {
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c " + line).settings(), machine, List.of(),
                () -> "random");
        return Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> 4096, Targets.NONE);
    }

    static ConversionPlan ready(Machine machine, String line) throws Exception {
        var planning = plan(machine, line);
        assertThat(planning.warnings()).isEmpty();
        return ((Planning.Ready) planning).plan();
    }

    /** A plan, whatever there is to say about it. */
    static ConversionPlan planned(Machine machine, String line) throws Exception {
        return ((Planning.Ready) plan(machine, line)).plan();
    }

    static PlanProblem refused(Machine machine, String line) throws Exception {
        return ((Planning.Refused) plan(machine, line)).problems().getFirst();
    }

    static String warning(Machine machine, String line) throws Exception {
        var planning = (Planning.Ready) plan(machine, line);
        assertThat(planning.warnings()).hasSize(1);
        return planning.warnings().getFirst().message();
    }

    static Disk disk(String name, Bus bus, BootSigns boot) {
        return new Disk(name, Path.of("/dev", name), 1L << 30, null, null, false,
                new DiskHardware(bus, null, null, null, 512, 512),
                new DiskContent(PartitionTable.GPT, List.of(), boot));
    }
}
