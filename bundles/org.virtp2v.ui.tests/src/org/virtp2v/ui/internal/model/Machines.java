package org.virtp2v.ui.internal.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse;

/** Machines that tests look at. */
final class Machines {
    private Machines() {
    }

    static Machine machine(List<Disk> disks, DiskGroup... groups) {
        return machine("web1.example.com", disks, List.of("em1", "em2"), groups);
    }

    static Machine machine(String host, List<Disk> disks, List<String> interfaces, DiskGroup... groups) {
        return new Machine(host, new Cpu("Intel", null, 24, 2, 3, 2, true, true), (4L << 30) - 5, true,
                new Rtc(Rtc.Basis.UTC, 0), Firmware.BIOS, disks, List.of(new RemovableDrive("sr0", "DVD")),
                interfaces.stream().map(name -> new NetworkInterface(name, address(name), null)).toList(),
                Identity.UNKNOWN, Trust.UNKNOWN, Arrays.asList(groups));
    }

    static List<Disk> disks(String... names) {
        return Arrays.stream(names).map(name -> disk(name, false)).toList();
    }

    static Disk disk(String name, boolean runningSystem, Volume... volumes) {
        return new Disk(name, Path.of("/dev/" + name), 1L << 34, "MODEL", "SERIAL", runningSystem,
                DiskHardware.UNKNOWN, new DiskContent(PartitionTable.GPT, Arrays.asList(volumes),
                        new BootSigns(true, false, false, false)));
    }

    static Volume volume(String name, @Nullable String hint, @Nullable String uuid, Volume.Encryption encryption) {
        return new Volume(name, null, 1L << 33, null, null, null, null, null, uuid, encryption,
                VolumeUse.of(hint, hint == null ? VolumeUse.Role.OTHER : VolumeUse.Role.SYSTEM));
    }

    private static String address(String name) {
        return "52:54:00:00:00:0" + name.charAt(name.length() - 1);
    }
}
