package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What an inode of XFS has as its content or as its attributes: these themselves, a list of extents, or the root of a
 * B+tree of extents.
 *
 * @param format
 *            which of them
 * @param extents
 *            how many there are, as far as there is a list
 * @param bytes
 *            of it in the inode
 */
record XfsFork(int format, long extents, ByteBuffer bytes) {
    static final XfsFork NONE = new XfsFork(0, 0, ByteBuffer.allocate(0));
    private static final int LOCAL = 1;
    private static final int EXTENTS = 2;
    private static final int TREE = 3;
    private static final int EXTENT_BYTES = 16;
    private static final int MOST_LEVELS = 12;
    private static final int MAGIC = 0x424d4150;
    private static final int MAGIC_WITH_CHECKSUM = 0x424d4133;
    private static final int ROOT_HEADER_BYTES = 4;
    private static final int HEADER_BYTES = 24;
    private static final int HEADER_BYTES_WITH_CHECKSUM = 72;
    private static final int NUMBER_BYTES = 8;
    private static final int START_BITS = 9;
    private static final int COUNT_BITS = 21;
    private static final int UPPER_BLOCK_BITS = 9;

    /** Is told where a fork is. */
    interface Visitor {
        /**
         * @param first
         *            the number of its first block within the file
         * @param offset
         *            its first byte on the volume
         * @param blocks
         *            how many
         */
        void extent(long first, long offset, long blocks) throws IOException;

        /** A block of the tree; nothing is done about it unless somebody wants it. */
        default void treeBlock(long offset) {
        }
    }

    boolean isLocal() {
        return format == LOCAL;
    }

    /**
     * Tells all extents, in order.
     *
     * @return whether all of them could be read
     */
    boolean walk(XfsVolume volume, Visitor visitor) throws IOException {
        if (format == EXTENTS) {
            int count = (int) Math.min(extents, bytes.limit() / EXTENT_BYTES);
            return extents(volume, bytes, 0, count, visitor) && count == extents;
        }
        if (format != TREE) {
            return true;
        }
        if (bytes.limit() < ROOT_HEADER_BYTES) {
            return false;
        }
        int most = (bytes.limit() - ROOT_HEADER_BYTES) / (2 * NUMBER_BYTES);
        int count = Short.toUnsignedInt(bytes.getShort(2));
        int level = Short.toUnsignedInt(bytes.getShort(0));
        return level > 0 && level < MOST_LEVELS && count <= most
                && children(volume, bytes, ROOT_HEADER_BYTES + most * NUMBER_BYTES, count, level, visitor);
    }

    private static boolean children(XfsVolume volume, ByteBuffer node, int pointers, int count, int level,
            Visitor visitor) throws IOException {
        boolean whole = true;
        for (int i = 0; i < count; i++) {
            whole &= child(volume, node.getLong(pointers + i * NUMBER_BYTES), level - 1, visitor);
        }
        return whole;
    }

    private static boolean child(XfsVolume volume, long number, int level, Visitor visitor) throws IOException {
        ByteBuffer block;
        try {
            long offset = volume.offset(number);
            visitor.treeBlock(offset);
            block = volume.block(offset);
        } catch (UnreadableException e) {
            return false;
        }
        int header = volume.checksums ? HEADER_BYTES_WITH_CHECKSUM : HEADER_BYTES;
        int most = (volume.blockBytes - header) / (2 * NUMBER_BYTES);
        int count = Short.toUnsignedInt(block.getShort(6));
        if (block.getInt(0) != (volume.checksums ? MAGIC_WITH_CHECKSUM : MAGIC) || block.getShort(4) != level
                || count > most) {
            return false;
        }
        return level == 0 ? extents(volume, block, header, count, visitor)
                : children(volume, block, header + most * NUMBER_BYTES, count, level, visitor);
    }

    /** An extent has 1 bit: whether it is written; 54: first block of the file; 52: block; 21: count. */
    private static boolean extents(XfsVolume volume, ByteBuffer list, int begin, int count, Visitor visitor)
            throws IOException {
        boolean whole = true;
        for (int i = 0; i < count; i++) {
            long upper = list.getLong(begin + i * EXTENT_BYTES);
            long lower = list.getLong(begin + i * EXTENT_BYTES + NUMBER_BYTES);
            long block = (upper & ((1L << UPPER_BLOCK_BITS) - 1)) << (Long.SIZE - COUNT_BITS) | lower >>> COUNT_BITS;
            long offset;
            try {
                offset = volume.offset(block);
            } catch (UnreadableException e) {
                whole = false;
                continue;
            }
            visitor.extent((upper & Long.MAX_VALUE) >>> START_BITS, offset, lower & ((1L << COUNT_BITS) - 1));
        }
        return whole;
    }
}
