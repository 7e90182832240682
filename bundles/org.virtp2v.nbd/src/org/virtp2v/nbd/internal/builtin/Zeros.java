package org.virtp2v.nbd.internal.builtin;

import java.nio.ByteBuffer;

/** Tells whether data is all zeros, with the JDK's vectorised comparison, which ends at the first other byte. */
final class Zeros {
    /** Fewer zeros in a row than this are not worth an answer of their own; also the largest piece compared at once. */
    static final int BLOCK_BYTES = 32 * 1024;
    private static final ByteBuffer BLOCK = ByteBuffer.allocateDirect(BLOCK_BYTES).asReadOnlyBuffer();

    private Zeros() {
    }

    /**
     * Whether these bytes are zeros.
     *
     * @param length
     *            at most {@link #BLOCK_BYTES}
     */
    static boolean are(ByteBuffer data, int index, int length) {
        return data.slice(index, length).mismatch(BLOCK.slice(0, length)) < 0;
    }

    /** Writes zeros. */
    static void put(ByteBuffer to, int length) {
        for (int left = length; left > 0;) {
            int part = Math.min(left, BLOCK_BYTES);
            to.put(BLOCK.slice(0, part));
            left -= part;
        }
    }
}
