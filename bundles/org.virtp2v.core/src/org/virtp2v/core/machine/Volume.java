package org.virtp2v.core.machine;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A partition, or a whole disk without a partition table.
 *
 * @param name
 *            the kernel's name below {@code /dev}, such as {@code sda1}
 * @param offsetBytes
 *            its first byte, from the beginning of the disk; null when unknown, and of a whole disk
 * @param sizeBytes
 *            its size in bytes
 * @param usedBytes
 *            how many bytes of it are in use, as its file system counts them, 0 for swap space; null when unknown
 * @param partitionType
 *            the type its partition table gives it, in lower case: a GUID, or such as {@code 0x83}; null when unknown
 * @param partitionLabel
 *            the name its partition table gives it; null when there is none
 * @param fileSystem
 *            blkid's word for its content, such as {@code ext4}, {@code LVM2_member}, {@code crypto_LUKS}; null when
 *            unknown
 * @param label
 *            the content's label; null when there is none
 * @param uuid
 *            the content's UUID as blkid prints it; null when there is none
 * @param encryption
 *            how it is encrypted
 * @param use
 *            what it is for
 */
public record Volume(String name, @Nullable Long offsetBytes, long sizeBytes, @Nullable Long usedBytes,
        @Nullable String partitionType, @Nullable String partitionLabel, @Nullable String fileSystem,
        @Nullable String label, @Nullable String uuid, Encryption encryption, VolumeUse use) {
    /** Types of the partition of an MBR that other partitions lie in. */
    private static final Set<String> EXTENDED = Set.of("0x5", "0x05", "0xf", "0x0f", "0x85");

    /** A volume that virt-v2v can open with a key. */
    public enum Encryption {
        NONE, LUKS, BITLOCKER
    }

    /** Its purpose, for people; null when there is no sign. */
    public @Nullable String hint() {
        return use.hint();
    }

    /** Whether an operating system is or boots from here, as far as it is known. */
    public boolean operatingSystem() {
        return use.role().isForSystem();
    }

    /** Whether other partitions lie in it, and nothing else. */
    public boolean isExtended() {
        return partitionType != null && EXTENDED.contains(partitionType);
    }

    /** Whether it is swap space that no system is hibernated in: that has another word of blkid's. */
    public boolean isSwap() {
        return "swap".equals(fileSystem);
    }
}
