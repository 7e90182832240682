package org.virtp2v.core.machine;

import java.util.List;

/**
 * A block device that stands on disks of this machine and is not one itself: a partition, a volume, an array.
 *
 * @param name
 *            the kernel's name below {@code /dev}, such as {@code sda1} or {@code dm-0}
 * @param mappedName
 *            its name below {@code /dev/mapper} or as people know it; that of the kernel where there is no other
 * @param disks
 *            names of the disks it stands on
 * @param wholeDisk
 *            whether it looks like a disk itself: a multipath device, an array or volume with a partition table
 */
public record DiskPart(String name, String mappedName, List<String> disks, boolean wholeDisk) {
    public DiskPart {
        disks = List.copyOf(disks);
    }
}
