package org.virtp2v.core.preflight;

import java.util.List;

import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.SourceDisk;

/**
 * How much there is to copy of all disks together.
 *
 * @param whole
 *            the sizes of the disks in bytes
 * @param used
 *            how much of that is in use at most, in bytes; a disk of which that is not known counts whole, but for what
 *            stays behind
 * @param usedKnown
 *            whether anything is known of the used space
 */
record DiskBytes(long whole, long used, boolean usedKnown) {

    static DiskBytes of(List<SourceDisk> disks) {
        return new DiskBytes(disks.stream().mapToLong(SourceDisk::sizeBytes).sum(),
                disks.stream().mapToLong(SourceDisk::expectedBytes).sum(),
                disks.stream().anyMatch(d -> d.usedBytes() != null));
    }

    /** {@link #whole} for people. */
    String wholeText() {
        return ByteSize.format(whole);
    }

    /** {@link #used} for people. */
    String usedText() {
        return ByteSize.format(used);
    }
}
