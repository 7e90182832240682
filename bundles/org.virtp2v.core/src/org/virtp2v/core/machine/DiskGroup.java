package org.virtp2v.core.machine;

import java.util.List;

/**
 * Disks that belong together: one of them alone is of no use. (Of {@link Kind#MULTIPATH} it is the other way round: the
 * disks are paths to one and the same, so one is enough.)
 *
 * @param kind
 *            the kind of group
 * @param name
 *            the name of the array, volume group, pool or label, or its UUID where it has no name
 * @param disks
 *            names of this machine's disks that carry a member, in natural order; of paths those first that can be read
 * @param missingMembers
 *            how many members this machine does not have; 0 when none or unknown
 */
public record DiskGroup(Kind kind, String name, List<String> disks, int missingMembers) {
    public DiskGroup {
        disks = List.copyOf(disks);
    }

    /**
     * What binds disks. {@link #BIOS_RAID} is one that only the firmware and Windows know, and {@link #OTHER} whatever
     * else blkid calls a member.
     */
    public enum Kind {
        MD_RAID, LVM, BTRFS, ZFS, BCACHE, LDM, MULTIPATH, STORAGE_SPACES, BIOS_RAID, OTHER;

        /** Whether a member says how many there are, or all of this machine's are members. */
        public boolean isCounted() {
            return switch (this) {
                case MD_RAID, LVM, BTRFS, ZFS, BCACHE, LDM, MULTIPATH -> true;
                case STORAGE_SPACES, BIOS_RAID, OTHER -> false;
            };
        }
    }
}
