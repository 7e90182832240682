package org.virtp2v.core.testing;

import java.nio.file.Path;
import java.util.List;

import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.machine.Rtc;

/** Machines that tests plan conversions of. */
public final class TestMachines {
    /** A disk that UEFI boots, and of which nothing else is known. */
    public static final DiskContent UEFI = new DiskContent(PartitionTable.UNKNOWN, List.of(),
            new BootSigns(false, true, false, false));

    private TestMachines() {
    }

    /** A server with two sockets, two disks, the stick it was booted from, a drive and two interfaces. */
    public static Machine server() {
        return new Machine("db1.example.com", new Cpu("Intel", "Xeon", 16, 2, 4, 2, true, true), 33_000_000_000L, true,
                new Rtc(Rtc.Basis.UTC, 0), Firmware.UEFI,
                List.of(disk("sda", 1L << 40, false), disk("sdb", 1L << 39, false), disk("sdc", 8L << 30, true)),
                List.of(new RemovableDrive("sr0", null)),
                List.of(new NetworkInterface("em1", "52:54:00:12:34:56", "Broadcom"),
                        new NetworkInterface("em2", null, null)));
    }

    /** A machine of one disk, with Windows on it. */
    public static Machine windows() {
        Machine server = server();
        DiskContent windows = new DiskContent(PartitionTable.GPT, List.of(), new BootSigns(false, true, true, false));
        return new Machine(server.hostName(), server.cpu(), server.memoryBytes(), true, server.rtc(), Firmware.UEFI,
                List.of(new Disk("sda", Path.of("/dev/sda"), 1L << 40, "MODEL", "SERIAL", false, DiskHardware.UNKNOWN,
                        windows)),
                List.of(), server.interfaces());
    }

    private static Disk disk(String name, long size, boolean running) {
        return new Disk(name, Path.of("/dev", name), size, "MODEL", "SERIAL", running, DiskHardware.UNKNOWN, UEFI);
    }
}
