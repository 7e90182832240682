package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.source.SourceDisk;

/** Which disk is the first of the guest. */
class GuestDiskOrderTest extends DisksFixture {
    private static final Disk EMPTY = disk("sda", Bus.SATA, BootSigns.NONE);

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
}
