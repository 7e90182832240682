package org.virtp2v.core.source;

/**
 * A part of a disk.
 *
 * @param offset
 *            its first byte, from the beginning of the disk
 * @param length
 *            how many bytes, at least 1
 */
public record Extent(long offset, long length) {

    /**
     * @throws IllegalArgumentException
     *             when it begins before the disk, is empty, or ends where no disk can
     */
    public Extent {
        if (offset < 0 || length < 1 || length > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("no part of a disk: " + length + " bytes at " + offset);
        }
    }

    /** The first byte after it, from the beginning of the disk. */
    public long end() {
        return offset + length;
    }
}
