package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.SystemRoot;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.machine.VolumeUse.Role;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/** The content of a disk: its partitions, the content of each of them, and its purpose. */
final class ContentProbe {
    private final BlockDevices devices;
    private final SystemHints hints;
    private final UsedSpace usedSpace;
    private final BootProbe boot;
    private final GroupProbe groups;
    private final Map<String, Set<Device>> stacks = new HashMap<>();

    /**
     * @param groups
     *            has looked for them
     */
    ContentProbe(BlockDevices devices, ReadOnlyTools tools, BootProbe boot, GroupProbe groups) {
        this.devices = devices;
        this.groups = groups;
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
            volumes.add(volume(disk.name(), part, found));
        }
        return new DiskContent(table, volumes, boot.signs(disk.name(), table, parts, found), roots(parts));
    }

    private List<SystemRoot> roots(List<Device> parts) throws InterruptedException {
        var roots = new LinkedHashSet<SystemRoot>();
        for (var part : parts) {
            for (var device : stacks.getOrDefault(part.name(), Set.of())) {
                var hint = hints.of(device);
                var logical = device.logicalVolume();
                if (hint != null && hint.role() == Role.SYSTEM && hints.namedByDevice(device)
                        && (device == part || logical != null)) {
                    roots.add(new SystemRoot(logical == null ? device.name() : logical, logical != null, hint.text()));
                }
            }
        }
        return List.copyOf(roots);
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

    private Volume volume(String disk, Device device, List<SystemHints.Hint> found) throws InterruptedException {
        var stack = new LinkedHashSet<Device>();
        collect(device, stack);
        stacks.put(device.name(), stack);
        SystemHints.Hint best = null;
        for (var part : stack) {
            var hint = hints.of(part);
            if (hint != null) {
                found.add(hint);
            }
            if (hint != null && (best == null || best.role() == Role.OTHER && hint.role() != Role.OTHER)) {
                best = hint;
            }
        }
        long size = devices.sizeBytes(device.name());
        var groupsOf = groups.with(Stream.concat(Stream.of(disk), stack.stream().map(Device::name)).toList());
        var use = new VolumeUse(best == null ? null : best.text(), best == null ? Role.OTHER : best.role(), List.of(),
                groupsOf);
        return new Volume(device.name(), devices.offsetBytes(device.name()), size, usedSpace.bytes(device, size),
                device.partitionType(),
                device.partitionLabel(), device.fileSystem(), device.label(), device.uuid(), encryption(stack),
                use);
    }

    /** The content with the places where the systems that were found mount the volumes; after all disks. */
    DiskContent mounted(DiskContent content, SystemFiles files) {
        var points = new MountPoints(files, hints.fileSystemTables());
        return new DiskContent(content.table(), content.volumes().stream().map(volume -> mounted(volume, points))
                .toList(), content.boot(), content.roots());
    }

    private Volume mounted(Volume volume, MountPoints points) {
        var use = volume.use();
        return new Volume(volume.name(), volume.offsetBytes(), volume.sizeBytes(), volume.usedBytes(),
                volume.partitionType(), volume.partitionLabel(), volume.fileSystem(), volume.label(), volume.uuid(),
                volume.encryption(), new VolumeUse(use.hint(), use.role(),
                        points.of(stacks.getOrDefault(volume.name(), Set.of())), use.groups()));
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
