package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Reads a disk for its clients. Safe for use by any thread.
 *
 * @param disk
 *            what is read
 */
record DiskReader(BlockSource disk) {

    /**
     * Fills the buffer with what is at that place of the disk.
     *
     * @throws UnreadableException
     *             when the disk cannot be read there
     * @throws IOException
     *             when nothing more is read, because the disk is closed or the thread interrupted
     */
    void read(ByteBuffer to, long offset) throws IOException {
        try {
            disk.read(to, offset);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(offset, e);
        }
    }
}
