package org.virtp2v.hardware.internal.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/** A node of a tree of Btrfs: keys with addresses of other nodes, or, in a leaf, keys with items. */
final class BtrfsNode {
    private static final int HEADER_BYTES = 101;
    private static final int CHECKSUM_BYTES = 32;
    private static final int POINTER_BYTES = BtrfsKey.BYTES + 2 * 8;
    private static final int ITEM_BYTES = BtrfsKey.BYTES + 2 * 4;

    private final ByteBuffer bytes;
    private final int level;
    private final int count;
    private final int entryBytes;

    private BtrfsNode(ByteBuffer bytes) {
        this.bytes = bytes;
        this.level = Byte.toUnsignedInt(bytes.get(100));
        this.entryBytes = level == 0 ? ITEM_BYTES : POINTER_BYTES;
        this.count = (int) Math.min(Integer.toUnsignedLong(bytes.getInt(96)),
                (bytes.limit() - HEADER_BYTES) / entryBytes);
    }

    /**
     * Looks whether this is the node.
     *
     * @param address
     *            where it should be
     * @param crc
     *            whether its checksum is a CRC-32C; others are not verified
     * @return null when it is something else, or damaged
     */
    static @Nullable BtrfsNode parse(ByteBuffer buffer, long address, boolean crc) {
        var bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getLong(48) != address) {
            return null;
        }
        if (crc) {
            var checksum = new CRC32C();
            checksum.update(bytes.slice(CHECKSUM_BYTES, bytes.limit() - CHECKSUM_BYTES));
            if ((int) checksum.getValue() != bytes.getInt(0)) {
                return null;
            }
        }
        return new BtrfsNode(bytes);
    }

    /** 0 of a leaf. */
    int level() {
        return level;
    }

    /** The tree that it was made for. */
    long owner() {
        return bytes.getLong(88);
    }

    /** How many keys there are. */
    int count() {
        return count;
    }

    BtrfsKey key(int index) {
        return BtrfsKey.read(bytes, HEADER_BYTES + index * entryBytes);
    }

    /** The index of the last key that is not after that one; -1 when all are. */
    int floor(BtrfsKey key) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (key(middle).compareTo(key) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    /** The address of a node below this one. */
    long child(int index) {
        return bytes.getLong(HEADER_BYTES + index * entryBytes + BtrfsKey.BYTES);
    }

    /** An item of a leaf. */
    BtrfsItem item(int index) throws UnreadableException {
        int entry = HEADER_BYTES + index * entryBytes;
        long offset = HEADER_BYTES + Integer.toUnsignedLong(bytes.getInt(entry + BtrfsKey.BYTES));
        long length = Integer.toUnsignedLong(bytes.getInt(entry + BtrfsKey.BYTES + 4));
        if (offset + length > bytes.limit()) {
            throw new UnreadableException("item " + index);
        }
        return new BtrfsItem(key(index), bytes.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN));
    }
}
