package org.virtp2v.hardware.internal.files;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An extent of the addresses of Btrfs, as the extent tree has it: who refers to it. */
final class BtrfsExtent {
    /** More than this have one extent in common where it was deduplicated; some are enough. */
    private static final int MOST_REFERENCES = 1024;
    private static final int HEAD_BYTES = 24;
    private static final int KEY_AND_LEVEL_BYTES = BtrfsKey.BYTES + 1;
    private static final int DATA_REFERENCE_BYTES = 28;
    private static final long TREE_BLOCK = 2;

    private final long address;
    private final long length;
    private final boolean treeBlock;
    private final List<FileReference> files = new ArrayList<>();
    private final List<Long> leaves = new ArrayList<>();
    private final List<Long> trees = new ArrayList<>();
    private final List<Long> parents = new ArrayList<>();
    private boolean whole = true;

    /**
     * A file that refers to an extent.
     *
     * @param file
     *            which
     * @param offset
     *            where in the file the extent's first byte is or would be; may be negative
     */
    record FileReference(BtrfsFile file, long offset) {
    }

    /**
     * @param item
     *            of an extent, with some of the references
     * @param nodeBytes
     *            the size of a node
     */
    BtrfsExtent(BtrfsItem item, int nodeBytes) throws UnreadableException {
        item.need(HEAD_BYTES);
        boolean metadata = item.key().type() == BtrfsKey.METADATA_ITEM;
        address = item.key().object();
        length = metadata ? nodeBytes : item.key().offset();
        treeBlock = metadata || (item.bytes().getLong(16) & TREE_BLOCK) != 0;
        int at = HEAD_BYTES + (treeBlock && !metadata ? KEY_AND_LEVEL_BYTES : 0);
        while (at < item.bytes().limit()) {
            at += 1 + inline(Byte.toUnsignedInt(item.bytes().get(at)), item, at + 1);
        }
    }

    /** A reference in the item of the extent; its length without its type. */
    private int inline(int type, BtrfsItem item, int at) throws UnreadableException {
        if (type == BtrfsKey.EXTENT_DATA_REF) {
            item.need(at + DATA_REFERENCE_BYTES);
            addFile(item.bytes(), at);
            return DATA_REFERENCE_BYTES;
        }
        item.need(at + Long.BYTES);
        add(type, item.bytes().getLong(at));
        return type == BtrfsKey.SHARED_DATA_REF ? Long.BYTES + Integer.BYTES : Long.BYTES;
    }

    /** Adds a reference that is an item of its own. */
    void add(BtrfsItem item) throws UnreadableException {
        if (item.key().type() == BtrfsKey.EXTENT_DATA_REF) {
            item.need(DATA_REFERENCE_BYTES);
            addFile(item.bytes(), 0);
        } else {
            add(item.key().type(), item.key().offset());
        }
    }

    /** Tree, inode, offset. */
    private void addFile(ByteBuffer bytes, int at) {
        add(files, new FileReference(new BtrfsFile(bytes.getLong(at), bytes.getLong(at + 8)), bytes.getLong(at + 16)));
    }

    private void add(int type, long by) throws UnreadableException {
        switch (type) {
            case BtrfsKey.SHARED_DATA_REF -> add(leaves, by);
            case BtrfsKey.TREE_BLOCK_REF -> add(trees, by);
            case BtrfsKey.SHARED_BLOCK_REF -> add(parents, by);
            case BtrfsKey.EXTENT_OWNER_REF -> {
                // Whose quota it counts for.
            }
            default -> throw new UnreadableException("reference " + type);
        }
    }

    private <T> void add(List<T> references, T reference) {
        if (references.size() < MOST_REFERENCES) {
            references.add(reference);
        } else {
            whole = false;
        }
    }

    /** Its first byte. */
    long address() {
        return address;
    }

    /** How many bytes it has. */
    long length() {
        return length;
    }

    /** Whether it is a node of a tree. */
    boolean isTreeBlock() {
        return treeBlock;
    }

    /** The files that refer to it by themselves. */
    List<FileReference> files() {
        return files;
    }

    /** Addresses of leaves that refer to it for files, which several trees have in common. */
    List<Long> leaves() {
        return leaves;
    }

    /** The trees of which it is a node. */
    List<Long> trees() {
        return trees;
    }

    /** Addresses of the nodes above it, which several trees have in common. */
    List<Long> parents() {
        return parents;
    }

    /** Whether there are no more references than these. */
    boolean isWhole() {
        return whole;
    }
}
