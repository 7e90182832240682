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
 * @param portable
 *            whether it is no part of the machine itself: on USB, a card in a reader, a medium of the service processor
 * @param health
 *            what the drive says of its own health
 */
public record DiskHardware(Bus bus, @Nullable String vendor, @Nullable String wwn, @Nullable Boolean rotational,
        int logicalSectorBytes, int physicalSectorBytes, boolean portable, DriveHealth health) {
    /** A disk that tells nothing. */
    public static final DiskHardware UNKNOWN = new DiskHardware(Bus.UNKNOWN, null, null, null, 0, 0);

    /** A disk of whose health nothing is known. */
    public DiskHardware(Bus bus, @Nullable String vendor, @Nullable String wwn, @Nullable Boolean rotational,
            int logicalSectorBytes, int physicalSectorBytes, boolean portable) {
        this(bus, vendor, wwn, rotational, logicalSectorBytes, physicalSectorBytes, portable, DriveHealth.UNKNOWN);
    }

    /** The same hardware, of whose health that is known. */
    public DiskHardware with(DriveHealth known) {
        return new DiskHardware(bus, vendor, wwn, rotational, logicalSectorBytes, physicalSectorBytes, portable, known);
    }

    /** A disk that is part of the machine, unless it is on USB. */
    public DiskHardware(Bus bus, @Nullable String vendor, @Nullable String wwn, @Nullable Boolean rotational,
            int logicalSectorBytes, int physicalSectorBytes) {
        this(bus, vendor, wwn, rotational, logicalSectorBytes, physicalSectorBytes, bus == Bus.USB);
    }
}
