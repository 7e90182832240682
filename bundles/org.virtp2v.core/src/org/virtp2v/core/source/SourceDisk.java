package org.virtp2v.core.source;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A disk that is to be copied: a block device of this machine, or an image file in tests.
 *
 * @param name
 *            its name for people, such as {@code sda}, or the absolute path of an image
 * @param path
 *            absolute path of the block device or file
 * @param sizeBytes
 *            the size in bytes that an export of it must have
 * @param targetDevice
 *            the name the guest's description gives it ({@code target/@dev} in {@code physical.xml})
 * @param targetBus
 *            its bus in virt-v2v's input ({@code target/@bus}): {@code ide}, {@code sata}, {@code
 *            scsi} or {@code virtio}; null leaves it to virt-v2v
 * @param usedBytes
 *            how many of the bytes that are copied are in use at most, never more than its size; null when unknown
 * @param excluded
 *            the parts of it that stay behind: they are never read, and an export of it shows zeros there; in order,
 *            none of them overlaps another, all within its size
 */
public record SourceDisk(String name, Path path, long sizeBytes, String targetDevice, @Nullable String targetBus,
        @Nullable Long usedBytes, List<Extent> excluded) {

    /**
     * @throws IllegalArgumentException
     *             when the excluded parts are out of order, overlap, or lie outside the disk
     */
    public SourceDisk {
        excluded = List.copyOf(excluded);
        long from = 0;
        for (Extent extent : excluded) {
            if (extent.offset() < from || extent.end() > sizeBytes) {
                throw new IllegalArgumentException(name + ": parts that cannot be excluded: " + excluded);
            }
            from = extent.end();
        }
    }

    /**
     * How many of its bytes are expected to be moved: those that are in use at most, where that is known; else all that
     * do not stay behind. The estimate before the start and the progress both count with it.
     */
    public long expectedBytes() {
        return usedBytes != null ? usedBytes : sizeBytes - excludedBytes();
    }

    /** The same disk at another path. */
    public SourceDisk at(Path place) {
        return new SourceDisk(name, place, sizeBytes, targetDevice, targetBus, usedBytes, excluded);
    }

    /** How many of its bytes stay behind. */
    public long excludedBytes() {
        return excluded.stream().mapToLong(Extent::length).sum();
    }

    /** A disk of which everything is copied. */
    public SourceDisk(String name, Path path, long sizeBytes, String targetDevice, @Nullable String targetBus,
            @Nullable Long usedBytes) {
        this(name, path, sizeBytes, targetDevice, targetBus, usedBytes, List.of());
    }

    /** A disk of which neither the bus nor how much of it is in use is known; everything is copied. */
    public SourceDisk(String name, Path path, long sizeBytes, String targetDevice) {
        this(name, path, sizeBytes, targetDevice, null, null);
    }
}
