package org.virtp2v.nbd.internal.fingerprint;

import java.util.Map;
import java.util.Objects;

import org.virtp2v.core.source.Extent;

/**
 * A fingerprint, and what it was made of. Two of one disk may differ by what could not be read.
 *
 * @param hex
 *            in hexadecimal digits
 * @param pieces
 *            a checksum (CRC-32C) of each piece that could be read
 */
public record Taken(String hex, Map<Extent, Long> pieces) {

    public Taken {
        pieces = Map.copyOf(pieces);
    }

    /** What two fingerprints say of their disks. */
    public enum Likeness {
        SAME,
        OTHER,
        /** Too little of them could be read both times. */
        UNKNOWN
    }

    /** Compares them where both could be read. */
    public Likeness compare(Taken other) {
        if (hex.equals(other.hex)) {
            return Likeness.SAME;
        }
        long compared = 0;
        for (Map.Entry<Extent, Long> piece : pieces.entrySet()) {
            Long there = other.pieces.get(piece.getKey());
            if (there != null && !Objects.equals(there, piece.getValue())) {
                return Likeness.OTHER;
            }
            compared += there == null ? 0 : piece.getKey().length();
        }
        return compared * 2 > Math.max(bytes(), other.bytes()) ? Likeness.SAME : Likeness.UNKNOWN;
    }

    private long bytes() {
        return pieces.keySet().stream().mapToLong(Extent::length).sum();
    }
}
