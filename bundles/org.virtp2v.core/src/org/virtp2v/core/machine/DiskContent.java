package org.virtp2v.core.machine;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The content of a disk, as far as it is visible without mounting, assembling or activating anything.
 *
 * @param table
 *            its partition table
 * @param volumes
 *            its partitions in the kernel's order; where there is no partition table, one volume that is the whole
 *            disk, if something is known of it
 * @param boot
 *            what boots from it
 * @param roots
 *            the operating systems on it that virt-v2v can be told to convert, as far as they are recognised
 */
public record DiskContent(PartitionTable table, List<Volume> volumes, BootSigns boot, List<SystemRoot> roots) {
    /** A disk whose content could not be looked at. */
    public static final DiskContent UNKNOWN = new DiskContent(PartitionTable.UNKNOWN, List.of());

    public DiskContent {
        volumes = List.copyOf(volumes);
        roots = List.copyOf(roots);
    }

    /** Content of which it is not known which operating systems there are to choose from. */
    public DiskContent(PartitionTable table, List<Volume> volumes, BootSigns boot) {
        this(table, volumes, boot, List.of());
    }

    /** Content of which it is not known what boots from it. */
    public DiskContent(PartitionTable table, List<Volume> volumes) {
        this(table, volumes, BootSigns.NONE);
    }

    /** How a disk is divided; {@link #OTHER} is a table that is neither GPT nor MBR. */
    public enum PartitionTable {
        GPT, DOS, OTHER, NONE, UNKNOWN
    }

    /**
     * Whether there are signs that an operating system is or boots from here; false does not say that there is none.
     */
    public boolean operatingSystem() {
        return volumes.stream().anyMatch(Volume::operatingSystem);
    }

    /**
     * How many bytes of the disk are in use at most: the used space of its volumes, and the whole of a volume of which
     * that is not known. Space beside the volumes is not counted. Null when it is known of no volume.
     */
    public @Nullable Long usedBytes() {
        return volumes.stream().allMatch(v -> v.usedBytes() == null) ? null : usedBytes(volumes);
    }

    /**
     * How many bytes of volumes are in use at most: the whole of one of which that is not known.
     *
     * @param volumes
     *            some of this disk
     */
    public static long usedBytes(List<Volume> volumes) {
        // Sizes come from tables that may be broken.
        return volumes.stream().mapToLong(v -> Objects.requireNonNullElse(v.usedBytes(), v.sizeBytes()))
                .reduce(0, (sum, more) -> more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more);
    }

    /** The volumes whose content is encrypted. */
    public List<Volume> encrypted() {
        return volumes.stream().filter(v -> v.encryption() != Volume.Encryption.NONE).toList();
    }
}
