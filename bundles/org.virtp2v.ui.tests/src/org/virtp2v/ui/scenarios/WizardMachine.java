package org.virtp2v.ui.scenarios;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
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

/** A machine with two disks in an array, a disk of its own, and the stick it was booted from. */
final class WizardMachine implements Supplier<Machine> {
    /** There is nothing to say about how the guest boots. */
    private static final BootSigns BOOT = new BootSigns(false, true, false, false);

    private volatile List<Disk> disks = List.of(disk("sda", 1L << 40, "HITACHI HUA723020", "12345", false),
            disk("sdb", 1L << 40, "HITACHI HUA723020", "12346", false),
            disk("sdc", 256L << 30, "Samsung SSD 860", "S3Z8NB0K", false),
            disk("sdd", 16L << 30, "Ultra USB 3.0", "4C530001", true));

    private static Disk disk(String name, long size, String model, String serial, boolean running) {
        return new Disk(name, Path.of("/dev", name), size, model, serial, running,
                new DiskHardware(running ? Bus.USB : Bus.SATA, null, null, null, 0, 0),
                new DiskContent(DiskContent.PartitionTable.UNKNOWN, List.of(), BOOT));
    }

    /** From now on its disks are so small that something can be seen of a copy, and have something on them. */
    void furnish(long bytes) {
        disks = disks.stream().map(d -> new Disk(d.name(), d.device(), bytes, d.model(), d.serial(), d.runningSystem(),
                d.hardware(), content(d.name(), bytes))).toList();
    }

    private static DiskContent content(String disk, long bytes) {
        boolean system = disk.equals("sdc");
        return new DiskContent(DiskContent.PartitionTable.GPT, system ? system(disk, bytes)
                : List.of(part(disk + "1", 1 << 20, bytes - (2 << 20), bytes / 3, "linux_raid_member", null,
                        VolumeUse.UNKNOWN)),
                BOOT);
    }

    /** A system, swap space and data, each on a partition of its own. */
    private static List<Volume> system(String disk, long bytes) {
        long quarter = bytes / 4;
        return List.of(
                part(disk + "1", 1 << 20, quarter, quarter / 3, "ext4", null,
                        VolumeUse.of("Debian GNU/Linux 12 (bookworm)", VolumeUse.Role.SYSTEM)),
                part(disk + "2", (1 << 20) + quarter, quarter, 0L, "swap", null,
                        VolumeUse.of("Linux swap", VolumeUse.Role.OTHER)),
                part(disk + "3", (1 << 20) + 2 * quarter, quarter, quarter / 2, "ext4", "archive",
                        new VolumeUse(null, VolumeUse.Role.OTHER, List.of("/srv"), List.of())));
    }

    private static Volume part(String name, long offset, long bytes, long used, String content, @Nullable String label,
            VolumeUse use) {
        return new Volume(name, offset, bytes, used, null, null, content, label, null, Volume.Encryption.NONE, use);
    }

    /** From now on its only disk is that of the system that the wizard runs on. */
    void runFromItsOnlyDisk() {
        disks = List.of(disk("sda", 1L << 40, "HITACHI HUA723020", "12345", true));
    }

    /** From now on there is a disk more. */
    void plugIn(String name) {
        disks = Stream.concat(disks.stream(),
                Stream.of(disk(name, 1L << 40, "WDC WD10", "WD-1", false))).toList();
    }

    @Override
    public Machine get() {
        return new Machine("db1.example.com", new Cpu("Intel", "Xeon E5-2620", 16, 2, 4, 2, true, true),
                33_000_000_000L, true, new Rtc(Rtc.Basis.UTC, 0), Firmware.UEFI, disks,
                List.of(new RemovableDrive("sr0", "HL-DT-ST DVDRAM")),
                List.of(new NetworkInterface("em1", "52:54:00:12:34:56", "Broadcom", "tg3"),
                        new NetworkInterface("em2", "52:54:00:12:34:57", "Broadcom", "tg3")),
                Identity.UNKNOWN, Trust.UNKNOWN,
                disks.size() == 1 ? List.of()
                        : List.of(new DiskGroup(DiskGroup.Kind.MD_RAID, "md0", List.of("sda", "sdb"), 0)));
    }
}
