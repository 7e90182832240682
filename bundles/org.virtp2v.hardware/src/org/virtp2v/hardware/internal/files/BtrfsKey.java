package org.virtp2v.hardware.internal.files;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * The key of an item of Btrfs. Its numbers have no sign.
 *
 * @param object
 *            what the item is about: an inode, the address of an extent, a tree
 * @param type
 *            what the item is
 * @param offset
 *            which one of these, by a number of the type's own
 */
record BtrfsKey(long object, int type, long offset) implements Comparable<BtrfsKey> {
    static final int INODE_REF = 12;
    static final int INODE_EXTREF = 13;
    static final int EXTENT_DATA = 108;
    static final int ROOT_ITEM = 132;
    static final int ROOT_BACKREF = 144;
    static final int EXTENT_ITEM = 168;
    static final int METADATA_ITEM = 169;
    static final int TREE_BLOCK_REF = 176;
    static final int EXTENT_DATA_REF = 178;
    static final int SHARED_BLOCK_REF = 182;
    static final int SHARED_DATA_REF = 184;
    static final int EXTENT_OWNER_REF = 172;
    static final int CHUNK_ITEM = 228;
    static final int LAST_TYPE = 255;
    static final int BYTES = 17;

    private static final Comparator<BtrfsKey> ORDER = ((Comparator<BtrfsKey>) (a, b) -> Long
            .compareUnsigned(a.object, b.object)).thenComparingInt(BtrfsKey::type)
            .thenComparing((a, b) -> Long.compareUnsigned(a.offset, b.offset));

    static BtrfsKey read(ByteBuffer bytes, int at) {
        return new BtrfsKey(bytes.getLong(at), Byte.toUnsignedInt(bytes.get(at + 8)), bytes.getLong(at + 9));
    }

    /** The first key that an item of this type and object may have. */
    static BtrfsKey first(long object, int type) {
        return new BtrfsKey(object, type, 0);
    }

    /** The last one. */
    static BtrfsKey last(long object, int type) {
        return new BtrfsKey(object, type, -1);
    }

    @Override
    public int compareTo(BtrfsKey other) {
        return ORDER.compare(this, other);
    }
}
