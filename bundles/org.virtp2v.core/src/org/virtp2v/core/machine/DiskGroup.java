package org.virtp2v.core.machine;

import java.util.List;

/**
 * Disks that belong together: one of them alone is of no use. (Of {@link Kind#MULTIPATH} it is the other way round: the
 * disks are paths to one and the same, so one is enough.) A group has more than one disk, or members that are missing.
 *
 * @param kind
 *            the kind of group
 * @param name
 *            the name of the array, volume group, pool or label, or its UUID where it has no name
 * @param disks
 *            names of this machine's disks that carry a member, sorted
 * @param missingMembers
 *            how many members this machine does not have; 0 when none or unknown
 */
public record DiskGroup(Kind kind, String name, List<String> disks, int missingMembers) {
    public DiskGroup {
        disks = List.copyOf(disks);
    }

    /** The kind of a group of disks. */
    public enum Kind {
        MD_RAID, LVM, BTRFS, ZFS, BCACHE, LDM, MULTIPATH
    }
}
