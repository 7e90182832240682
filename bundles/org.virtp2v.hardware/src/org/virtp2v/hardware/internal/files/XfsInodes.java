package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Looks through all inodes of an XFS file system that are in use, group by group. */
final class XfsInodes {
    private static final int CHUNK = 64;
    /** How many inodes of a chunk one bit of its record stands for, when some are not there. */
    private static final int INODES_OF_HOLE_BIT = 4;

    private final XfsVolume volume;
    private final Visitor visitor;
    private boolean goesOn = true;
    private boolean whole = true;

    /** Takes an inode. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to go on. */
        boolean visit(XfsInode inode) throws IOException;
    }

    XfsInodes(XfsVolume volume, Visitor visitor) {
        this.volume = volume;
        this.visitor = visitor;
    }

    /** Whether all of them could be read, as far as the visitor wanted them. */
    boolean walk() throws IOException {
        for (long group = 0; group < volume.groups && goesOn; group++) {
            long number = group;
            try {
                var header = volume.inodesHeader(group);
                boolean all = XfsTree.INODES.walk(volume, group, header.getInt(20), header.getInt(24),
                        (first, last) -> goesOn, record -> chunk(number, record));
                whole &= all;
            } catch (UnreadableException e) {
                whole = false;
            }
        }
        return whole;
    }

    /** 64 inodes: the number of the first, a bit for each four that are not there, counts, a bit for each free one. */
    private void chunk(long group, ByteBuffer record) throws IOException {
        long first = Integer.toUnsignedLong(record.getInt(0));
        int holes = Short.toUnsignedInt(record.getShort(4));
        long free = record.getLong(8);
        if (free == -1) {
            return;
        }
        try {
            inodes(group, first, CHUNK, holes, free);
        } catch (UnreadableException e) {
            // Some of the blocks may be readable, and holes are no part of the chunk.
            int step = Math.max(1, Math.min(CHUNK, volume.blockBytes / volume.inodeBytes));
            for (int i = 0; i < CHUNK; i += step) {
                try {
                    inodes(group, first + i, step, holes >>> i / INODES_OF_HOLE_BIT, free >>> i);
                } catch (UnreadableException f) {
                    whole &= isNothing(step, holes >>> i / INODES_OF_HOLE_BIT, free >>> i);
                }
            }
        }
    }

    private static boolean isNothing(int count, int holes, long free) {
        for (int i = 0; i < count; i++) {
            if (isThere(i, holes, free)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isThere(int inode, int holes, long free) {
        return (holes >>> inode / INODES_OF_HOLE_BIT & 1) == 0 && (free >>> inode & 1) == 0;
    }

    private void inodes(long group, long first, int count, int holes, long free) throws IOException {
        var bytes = volume.read(volume.inodeOffset(group, first), count * volume.inodeBytes);
        for (int i = 0; i < count && goesOn; i++) {
            if (isThere(i, holes, free)) {
                try {
                    goesOn = visitor.visit(XfsInode.parse(volume,
                            bytes.slice(i * volume.inodeBytes, volume.inodeBytes), volume.inodeNumber(group,
                                    first + i)));
                } catch (UnreadableException e) {
                    whole = false;
                }
            }
        }
    }
}
