package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * The hardware of a disk.
 *
 * @param bus
 *            how it is attached
 * @param vendor
 *            the maker that the disk or its controller reports, trimmed; null when unknown
 * @param wwn
 *            its world wide name, such as {@code 0x5000c5004f0a1b10}; null when it has none
 * @param rotational
 *            whether it turns; null when unknown
 * @param logicalSectorBytes
 *            the unit it is addressed in, in bytes; 0 when unknown
 * @param physicalSectorBytes
 *            the unit it writes in, in bytes; 0 when unknown
 */
public record DiskHardware(Bus bus, @Nullable String vendor, @Nullable String wwn, @Nullable Boolean rotational,
        int logicalSectorBytes, int physicalSectorBytes) {
    /** Of a disk without this information. */
    public static final DiskHardware UNKNOWN = new DiskHardware(Bus.UNKNOWN, null, null, null, 0, 0);
}
