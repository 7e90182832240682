package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Something of which blocks can be read. Safe for use by any thread. */
@FunctionalInterface
public interface BlockSource {
    /**
     * Fills the buffer with what is at that place.
     *
     * @throws IOException
     *             when it cannot be read there; the buffer's content and position are undefined then
     */
    void read(ByteBuffer to, long offset) throws IOException;

    /**
     * The same without reading more than the sectors that are asked for, so that a broken one does not hide its
     * neighbours, and without using what was read before. Slower.
     */
    default void readExactly(ByteBuffer to, long offset) throws IOException {
        read(to, offset);
    }
}
