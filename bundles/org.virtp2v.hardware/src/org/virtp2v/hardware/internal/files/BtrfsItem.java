package org.virtp2v.hardware.internal.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An item of a tree of Btrfs.
 *
 * @param key
 *            what it is
 * @param bytes
 *            its content
 */
record BtrfsItem(BtrfsKey key, ByteBuffer bytes) {

    /** The 16 bits at that place are the length of a name, which is behind them. */
    String name(int at) throws UnreadableException {
        need(at + 2);
        int length = Short.toUnsignedInt(bytes.getShort(at));
        need(at + 2 + length);
        var name = new byte[length];
        bytes.get(at + 2, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    /**
     * @throws UnreadableException
     *             when it is shorter
     */
    void need(int length) throws UnreadableException {
        if (bytes.limit() < length) {
            throw new UnreadableException("item " + key);
        }
    }
}
