package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/** The content of a disk: its partitions, the content of each of them, and its purpose. */
final class ContentProbe {
    private final BlockDevices devices;
    private final SystemHints hints;
    private final UsedSpace usedSpace;
    private final BootProbe boot;

    ContentProbe(BlockDevices devices, ReadOnlyTools tools, BootProbe boot) {
        this.devices = devices;
        this.boot = boot;
        this.hints = new SystemHints(tools);
        this.usedSpace = new UsedSpace(tools);
    }

    DiskContent content(Disk disk) throws InterruptedException {
        var whole = devices.get(disk.name());
        List<Device> parts = new ArrayList<>();
        for (var name : devices.partitions(disk.name())) {
            var partition = devices.get(name);
            if (partition != null) {
                parts.add(partition);
            }
        }
        boolean undivided = parts.isEmpty();
        var table = table(whole, undivided);
        if (undivided && whole != null && whole.fileSystem() != null) {
            parts.add(whole);
        }
        List<Volume> volumes = new ArrayList<>();
        List<SystemHints.Hint> found = new ArrayList<>();
        for (var part : parts) {
            volumes.add(volume(part, found));
        }
        return new DiskContent(table, volumes, boot.signs(disk.name(), table, parts, found));
    }

    private static PartitionTable table(@Nullable Device disk, boolean undivided) {
        var table = disk == null ? null : disk.table();
        if (table == null) {
            boolean filled = disk != null && disk.fileSystem() != null;
            return filled && undivided ? PartitionTable.NONE : PartitionTable.UNKNOWN;
        }
        return switch (table) {
            case "gpt" -> PartitionTable.GPT;
            case "dos" -> PartitionTable.DOS;
            default -> PartitionTable.OTHER;
        };
    }

    private Volume volume(Device device, List<SystemHints.Hint> found) throws InterruptedException {
        var stack = new LinkedHashSet<Device>();
        collect(device, stack);
        SystemHints.Hint best = null;
        for (var part : stack) {
            var hint = hints.of(part);
            if (hint != null) {
                found.add(hint);
            }
            if (hint != null && (best == null || hint.operatingSystem() && !best.operatingSystem())) {
                best = hint;
            }
        }
        long size = devices.sizeBytes(device.name());
        return new Volume(device.name(), size, usedSpace.bytes(device, size), device.partitionType(),
                device.partitionLabel(), device.fileSystem(), device.label(), device.uuid(), encryption(stack),
                best == null ? null : best.text(), best != null && best.operatingSystem());
    }

    /** The device and the devices that are set up on it already: open LUKS containers, active volumes. */
    private void collect(Device device, Set<Device> stack) {
        if (!stack.add(device)) {
            return;
        }
        for (var name : device.above()) {
            var above = devices.get(name);
            if (above != null) {
                collect(above, stack);
            }
        }
    }

    private static Encryption encryption(Set<Device> stack) {
        for (var device : stack) {
            if ("crypto_LUKS".equals(device.fileSystem())) {
                return Encryption.LUKS;
            } else if ("BitLocker".equals(device.fileSystem())) {
                return Encryption.BITLOCKER;
            }
        }
        return Encryption.NONE;
    }
}
