package org.virtp2v.hardware.internal;

import org.virtp2v.core.source.Extent;

/**
 * Where a volume is.
 *
 * @param device
 *            what the tools call the device that it is on
 * @param part
 *            of that device
 */
record VolumePlace(String device, Extent part) {

    /** All of a device. */
    static VolumePlace all(String device) {
        return new VolumePlace(device, new Extent(0, Long.MAX_VALUE));
    }

    /** Its first byte, from the beginning of the device. */
    long offset() {
        return part.offset();
    }
}
