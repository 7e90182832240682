package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A kind of B+tree of an allocation group. Its records and keys begin with 32 bits, a number of a block or inode within
 * the group.
 */
enum XfsTree {
    /** The free space by its place. */
    FREE_SPACE(0x41425442, 0x41423342, 8, 8, false),
    /** The chunks of 64 inodes. */
    INODES(0x49414254, 0x49414233, 4, 16, false),
    /** The owners of blocks. A key is two: of the first block, and of the last one of all records below. */
    OWNERS(0, 0x524d4233, 40, 24, true);

    /** The highest of all; the kernel allows no more. */
    private static final int MOST_LEVELS = 12;
    private static final int HEADER_BYTES = 16;
    private static final int HEADER_BYTES_WITH_CHECKSUM = 56;
    private static final int POINTER_BYTES = 4;

    private final int magic;
    private final int magicWithChecksum;
    private final int keyBytes;
    private final int recordBytes;
    private final boolean hasLastKeys;

    XfsTree(int magic, int magicWithChecksum, int keyBytes, int recordBytes, boolean hasLastKeys) {
        this.magic = magic;
        this.magicWithChecksum = magicWithChecksum;
        this.keyBytes = keyBytes;
        this.recordBytes = recordBytes;
        this.hasLastKeys = hasLastKeys;
    }

    /** Which keys are of interest. */
    @FunctionalInterface
    interface Wanted {
        /** Whether there may be something from one to the other, the last one included. */
        boolean test(long first, long last);
    }

    /** Takes a record. */
    @FunctionalInterface
    interface Records {
        void accept(ByteBuffer record) throws IOException;
    }

    /**
     * Looks through a tree.
     *
     * @param rootBlock
     *            its root's number within the group
     * @param levels
     *            how many it has
     * @param records
     *            is given those that are in blocks with something of interest
     * @return whether all blocks could be read that may have something of interest
     */
    boolean walk(XfsVolume volume, long group, int rootBlock, int levels, Wanted wanted, Records records)
            throws IOException {
        if (levels < 1 || levels > MOST_LEVELS) {
            return false;
        }
        ByteBuffer block;
        try {
            block = volume.block(volume.offset(group, Integer.toUnsignedLong(rootBlock)));
        } catch (UnreadableException e) {
            return false;
        }
        int header = volume.checksums ? HEADER_BYTES_WITH_CHECKSUM : HEADER_BYTES;
        int level = levels - 1;
        int entryBytes = level == 0 ? recordBytes : keyBytes + POINTER_BYTES;
        int most = (volume.blockBytes - header) / entryBytes;
        int count = Short.toUnsignedInt(block.getShort(6));
        if (block.getInt(0) != (volume.checksums ? magicWithChecksum : magic) || block.getShort(4) != level
                || count > most) {
            return false;
        }
        boolean whole = true;
        for (int i = 0; i < count; i++) {
            if (level == 0) {
                records.accept(block.slice(header + i * recordBytes, recordBytes));
            } else if (wanted.test(key(block, header + i * keyBytes), last(block, header, i, count))) {
                whole &= walk(volume, group, block.getInt(header + most * keyBytes + i * POINTER_BYTES), level, wanted,
                        records);
            }
        }
        return whole;
    }

    private static long key(ByteBuffer block, int offset) {
        return Integer.toUnsignedLong(block.getInt(offset));
    }

    /** The last number that the child may have. */
    private long last(ByteBuffer block, int header, int child, int count) {
        if (hasLastKeys) {
            return key(block, header + child * keyBytes + keyBytes / 2);
        }
        return child + 1 < count ? key(block, header + (child + 1) * keyBytes) : Integer.toUnsignedLong(-1);
    }
}
