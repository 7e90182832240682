package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A directory of XFS, in the inode or in blocks. */
final class XfsDirectory {
    /** Blocks of the file from this byte on have indexes instead of entries. */
    private static final long INDEXES = 1L << 35;
    private static final int HEADER_BYTES = 16;
    private static final int HEADER_BYTES_WITH_CHECKSUM = 64;
    private static final int DATA = 0x58443244;
    private static final int SINGLE_BLOCK = 0x58443242;
    private static final int DATA_WITH_CHECKSUM = 0x58444433;
    private static final int SINGLE_BLOCK_WITH_CHECKSUM = 0x58444233;
    private static final int UNUSED = 0xffff;
    private static final int NUMBER_BYTES = 8;
    private static final int SHORT_NUMBER_BYTES = 4;
    private static final int SHORT_HEADER_BYTES = 2;
    /** Of an entry beside its name: the inode, the length, and its own place. */
    private static final int ENTRY_BYTES = NUMBER_BYTES + 1 + 2;
    private static final int ALIGNMENT = 8;
    private static final String PARENT = "..";

    private final XfsVolume volume;
    private final Visitor visitor;
    private final ByteBuffer block;
    private boolean whole = true;

    /** Takes an entry. */
    @FunctionalInterface
    interface Visitor {
        void visit(String name, long inode);
    }

    private XfsDirectory(XfsVolume volume, Visitor visitor) {
        this.volume = volume;
        this.visitor = visitor;
        this.block = ByteBuffer.allocate(volume.directoryBytes);
    }

    /**
     * Tells the entries of a directory, {@code ..} among them.
     *
     * @return whether all of them could be read
     */
    static boolean walk(XfsVolume volume, XfsInode inode, Visitor visitor) throws IOException {
        var directory = new XfsDirectory(volume, visitor);
        if (inode.data().isLocal()) {
            directory.shortForm(inode.data().bytes());
            return directory.whole;
        }
        return inode.data().walk(volume, directory::extent) & directory.whole;
    }

    /** The count, the count of those with long numbers, the parent, and the entries. */
    private void shortForm(ByteBuffer bytes) {
        int numberBytes = bytes.limit() > 1 && bytes.get(1) != 0 ? NUMBER_BYTES : SHORT_NUMBER_BYTES;
        int at = SHORT_HEADER_BYTES + numberBytes;
        if (bytes.limit() < at) {
            whole = false;
            return;
        }
        visitor.visit(PARENT, number(bytes, SHORT_HEADER_BYTES, numberBytes));
        int count = Byte.toUnsignedInt(bytes.get(0));
        for (int i = 0; i < count; i++) {
            int length = at < bytes.limit() ? Byte.toUnsignedInt(bytes.get(at)) : 0;
            int name = at + 1 + 2;
            int number = name + length + (volume.fileTypes ? 1 : 0);
            if (length == 0 || number + numberBytes > bytes.limit()) {
                whole = false;
                return;
            }
            visitor.visit(text(bytes, name, length), number(bytes, number, numberBytes));
            at = number + numberBytes;
        }
    }

    private static long number(ByteBuffer bytes, int at, int numberBytes) {
        return numberBytes == NUMBER_BYTES ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
    }

    private static String text(ByteBuffer bytes, int at, int length) {
        var name = new byte[length];
        bytes.get(at, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private void extent(long first, long offset, long blocks) throws IOException {
        long end = Math.min(first + blocks, INDEXES / volume.blockBytes);
        for (long i = first; i < end; i++) {
            int at = (int) (i * volume.blockBytes % volume.directoryBytes);
            try {
                block.put(at, volume.block(offset + (i - first) * volume.blockBytes), 0, volume.blockBytes);
            } catch (UnreadableException e) {
                whole = false;
                // So that what is left of the block before is not taken for this one.
                block.putInt(0, 0);
                continue;
            }
            if (at + volume.blockBytes == volume.directoryBytes) {
                entries();
            }
        }
    }

    private void entries() {
        int magic = block.getInt(0);
        boolean single = magic == (volume.checksums ? SINGLE_BLOCK_WITH_CHECKSUM : SINGLE_BLOCK);
        if (!single && magic != (volume.checksums ? DATA_WITH_CHECKSUM : DATA)) {
            whole = false;
            return;
        }
        // A single block ends with its index, whose last eight bytes begin with its count of eight bytes each.
        long index = single ? (1 + Integer.toUnsignedLong(block.getInt(block.limit() - NUMBER_BYTES))) * NUMBER_BYTES
                : 0;
        long end = block.limit() - index;
        int at = volume.checksums ? HEADER_BYTES_WITH_CHECKSUM : HEADER_BYTES;
        while (at + ENTRY_BYTES < end) {
            boolean used = Short.toUnsignedInt(block.getShort(at)) != UNUSED;
            int length = Byte.toUnsignedInt(block.get(at + NUMBER_BYTES));
            int bytes = used ? ENTRY_BYTES + length + (volume.fileTypes ? 1 : 0)
                    : Short.toUnsignedInt(block.getShort(at + 2));
            bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            if (bytes == 0 || used && length == 0 || at + bytes > end) {
                whole = false;
                return;
            }
            if (used) {
                visitor.visit(text(block, at + NUMBER_BYTES + 1, length), block.getLong(at));
            }
            at += bytes;
        }
    }
}
