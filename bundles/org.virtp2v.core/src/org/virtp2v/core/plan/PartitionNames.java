package org.virtp2v.core.plan;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;

/**
 * The partitions that the user's names stand for: the kernel's name below {@code /dev}, or an absolute path that leads
 * to it, also through links such as {@code /dev/disk/by-label/…}.
 */
public final class PartitionNames {
    private final Map<Path, Partition> byPath = new HashMap<>();

    /**
     * A partition, or a whole disk.
     *
     * @param disk
     *            its disk
     * @param volume
     *            the partition; null when the name is that of the disk
     */
    public record Partition(Disk disk, @Nullable Volume volume) {
    }

    /** Those of a machine; looks at files below {@code /dev}. */
    public PartitionNames(Machine machine) {
        for (Disk disk : machine.disks()) {
            for (Volume volume : disk.content().volumes()) {
                put(DiskNames.DEVICES.resolve(volume.name()), new Partition(disk, volume));
            }
            // Where a disk has no partitions, its volume has the same name.
            put(disk.device(), new Partition(disk, null));
            put(DiskNames.DEVICES.resolve(disk.name()), new Partition(disk, null));
        }
    }

    private void put(Path path, Partition partition) {
        byPath.put(path, partition);
        byPath.put(DiskNames.realPath(path), partition);
    }

    /** The partition of that name; null: there is none. */
    public @Nullable Partition find(String name) {
        Path given = DiskNames.DEVICES.resolve(name).normalize();
        Partition found = byPath.get(given);
        return found != null ? found : byPath.get(DiskNames.realPath(given));
    }

    /** The names of the machine's partitions that the user's names stand for; without the names of others. */
    public List<String> partitions(List<String> names) {
        Set<String> partitions = new LinkedHashSet<>();
        for (String name : names) {
            Partition found = find(name);
            Volume volume = found == null ? null : found.volume();
            if (volume != null) {
                partitions.add(volume.name());
            }
        }
        return List.copyOf(partitions);
    }
}
