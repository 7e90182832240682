package org.virtp2v.hardware.internal;

import java.util.List;

import org.virtp2v.core.source.Extent;

/**
 * Where a volume is.
 *
 * @param device
 *            what the tools call the device that it is on
 * @param pieces
 *            of that device, at least one, in the volume's order
 */
record VolumePlace(String device, List<Extent> pieces) {
    private static final Extent ALL = new Extent(0, Long.MAX_VALUE);

    VolumePlace {
        pieces = List.copyOf(pieces);
    }

    /** All of a device. */
    static VolumePlace all(String device) {
        return new VolumePlace(device, List.of(ALL));
    }

    boolean isAll() {
        return pieces.equals(List.of(ALL));
    }

    boolean isInOnePiece() {
        return pieces.size() == 1;
    }

    /** Its first byte, from the beginning of the device. */
    long offset() {
        return pieces.getFirst().offset();
    }
}
