package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * A partition, or a whole disk without a partition table.
 *
 * @param name
 *            the kernel's name below {@code /dev}, such as {@code sda1}
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
 * @param hint
 *            its purpose, for people: {@code EFI system partition}, {@code Windows}, {@code Debian GNU/Linux 12
 *            (bookworm)}; null when there is no sign
 * @param operatingSystem
 *            whether the hint means that an operating system is or boots from here
 */
public record Volume(String name, long sizeBytes, @Nullable Long usedBytes, @Nullable String partitionType,
        @Nullable String partitionLabel, @Nullable String fileSystem, @Nullable String label, @Nullable String uuid,
        Encryption encryption, @Nullable String hint, boolean operatingSystem) {

    /** A volume that virt-v2v can open with a key. */
    public enum Encryption {
        NONE, LUKS, BITLOCKER
    }
}
