package org.virtp2v.core.source;

import org.jspecify.annotations.Nullable;

/**
 * A part of a disk that cannot be read, in whole sectors.
 *
 * @param extent
 *            where it is
 * @param partition
 *            name of the partition that it lies in, such as {@code sda1}; null when in none, or unknown
 */
public record UnreadablePart(Extent extent, @Nullable String partition) {
    private static final int SECTOR_BYTES = 512;

    /** Its first sector, in the 512 bytes that Linux counts in. */
    public long firstSector() {
        return extent.offset() / SECTOR_BYTES;
    }

    /** Its last sector, in the 512 bytes that Linux counts in. */
    public long lastSector() {
        return (extent.end() - 1) / SECTOR_BYTES;
    }
}
