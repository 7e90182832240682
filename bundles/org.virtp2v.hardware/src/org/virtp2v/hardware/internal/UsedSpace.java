package org.virtp2v.hardware.internal;

import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/**
 * How much of a volume is in use, from its file system's own accounts: nothing is mounted, and no journal replayed. So
 * it is an estimate where the file system was not unmounted.
 */
final class UsedSpace {
    private static final Pattern EXT_BLOCKS = value("Block count:");
    private static final Pattern EXT_FREE = value("Free blocks:");
    private static final Pattern EXT_BLOCK_BYTES = value("Block size:");
    private static final Pattern XFS_BLOCKS = value("dblocks =");
    private static final Pattern XFS_FREE = value("fdblocks =");
    private static final Pattern XFS_BLOCK_BYTES = value("blocksize =");
    private static final Pattern NTFS_CLUSTERS = value("Volume Size in Clusters:");
    private static final Pattern NTFS_FREE = value("Free Clusters:");
    private static final Pattern NTFS_CLUSTER_BYTES = value("Cluster Size:");
    private static final Pattern BTRFS_USED = value("bytes_used");
    private static final Pattern BTRFS_ALLOCATED = value("dev_item.bytes_used");

    private final ReadOnlyTools tools;

    UsedSpace(ReadOnlyTools tools) {
        this.tools = tools;
    }

    /**
     * The bytes in use on a volume; null when unknown.
     *
     * @param sizeBytes
     *            the size of the volume in bytes; nothing that claims to use more is believed
     */
    @Nullable
    Long bytes(Device volume, long sizeBytes) throws InterruptedException {
        var path = volume.path();
        return switch (Objects.requireNonNullElse(volume.fileSystem(), "")) {
            case "ext2", "ext3", "ext4" -> used(tools.extSuperblock(path), EXT_BLOCKS, EXT_FREE, EXT_BLOCK_BYTES,
                    sizeBytes);
            case "xfs" -> used(tools.xfsSuperblock(path), XFS_BLOCKS, XFS_FREE, XFS_BLOCK_BYTES, sizeBytes);
            case "ntfs" -> used(tools.ntfsVolume(path), NTFS_CLUSTERS, NTFS_FREE, NTFS_CLUSTER_BYTES, sizeBytes);
            case "btrfs" -> btrfs(tools.btrfsSuperblock(path), sizeBytes);
            // Nothing that a guest needs; swapped-out pages may be copied all the same.
            case "swap" -> 0L;
            default -> null;
        };
    }

    private static @Nullable Long used(String output, Pattern units, Pattern freeUnits, Pattern unitBytes,
            long sizeBytes) {
        long all = number(output, units);
        long free = number(output, freeUnits);
        long bytes = number(output, unitBytes);
        // Divided, because the product of a broken superblock's numbers may be anything.
        boolean sensible = free >= 0 && bytes > 0 && all >= free && all - free <= sizeBytes / bytes;
        return sensible ? (all - free) * bytes : null;
    }

    /**
     * The superblock has the used bytes of all devices together, every byte once, and the allocated ones of this one,
     * which may be much more. A device has at most two copies of a byte.
     */
    private static @Nullable Long btrfs(String output, long sizeBytes) {
        long used = number(output, BTRFS_USED);
        long allocated = number(output, BTRFS_ALLOCATED);
        return used >= 0 && allocated >= 0 && allocated <= sizeBytes ? Math.min(allocated, 2 * used) : null;
    }

    /** The number after a name; -1 when there is none. */
    private static long number(String output, Pattern value) {
        var found = value.matcher(output);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private static Pattern value(String name) {
        return Pattern.compile("(?m)^\\h*" + Pattern.quote(name) + "\\h+(\\d{1,18})\\b");
    }
}
