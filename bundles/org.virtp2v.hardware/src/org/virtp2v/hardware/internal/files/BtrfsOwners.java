package org.virtp2v.hardware.internal.files;

import java.io.IOException;

import org.virtp2v.hardware.internal.files.BtrfsExtent.FileReference;

/** Finds who has the addresses of Btrfs, by the references of the extent tree to files. */
final class BtrfsOwners {
    private static final long EXTENT_TREE = 2;
    private static final int FILE_EXTENT_BYTES = 53;
    private static final int INLINE = 0;
    private static final int INLINE_BYTES = 21;
    /** Compressed extents stand for this much of a file at most; more than the kernel allows. */
    private static final long MOST_UNPACKED = 1 << 20;
    private static final int MOST_LEVELS = 8;

    private final BtrfsVolume volume;
    private final BtrfsTree extents;
    private boolean whole = true;

    /** Is told who has addresses. */
    interface Visitor {
        /** A file has its data there; none of the user: one of the file system's own. */
        void file(long address, long length, BtrfsFile file);

        /** A node of a tree is there. */
        void structures(long address, long length);

        /** There is something, and it cannot be found out what. */
        void unknown(long address, long length);
    }

    /** Is given an extent. */
    private interface Extents {
        void accept(BtrfsExtent extent) throws IOException;
    }

    BtrfsOwners(BtrfsVolume volume) throws IOException {
        this.volume = volume;
        this.extents = volume.tree(EXTENT_TREE).orElseThrow(() -> new UnreadableException("extent tree"));
    }

    /** Whether nothing was left out. */
    boolean isWhole() {
        return whole;
    }

    /**
     * Tells who has the addresses from one to another, that not included. Nobody has what is not told.
     *
     * @throws UnreadableException
     *             when that cannot be read
     */
    void walk(long address, long end, Visitor visitor) throws IOException {
        extents(begin(address), end, extent -> {
            if (extent.address() + extent.length() > address) {
                owners(extent, visitor);
            }
        });
    }

    /** The first byte of the extent that an address is in, if it is in one, or of one before. */
    private long begin(long address) throws IOException {
        long at = address;
        for (int tries = 0; tries < MOST_LEVELS; tries++) {
            var key = extents.floor(BtrfsKey.last(at, BtrfsKey.METADATA_ITEM));
            if (key.isEmpty() || isExtent(key.get())) {
                return key.map(BtrfsKey::object).orElse(address);
            }
            // References and descriptions of block groups are behind the extent of the same object.
            at = key.get().object();
            if (key.get().type() < BtrfsKey.EXTENT_ITEM) {
                at--;
            }
        }
        return address;
    }

    private static boolean isExtent(BtrfsKey key) {
        return key.type() == BtrfsKey.EXTENT_ITEM || key.type() == BtrfsKey.METADATA_ITEM;
    }

    private static boolean isReference(BtrfsKey key) {
        return key.type() >= BtrfsKey.EXTENT_OWNER_REF && key.type() <= BtrfsKey.SHARED_DATA_REF;
    }

    private void extents(long first, long end, Extents visitor) throws IOException {
        var last = new BtrfsExtent[1];
        extents.range(BtrfsKey.first(first, 0), BtrfsKey.last(end - 1, BtrfsKey.LAST_TYPE), item -> {
            var extent = last[0];
            if (isExtent(item.key())) {
                if (extent != null) {
                    visitor.accept(extent);
                }
                last[0] = new BtrfsExtent(item, volume.nodeBytes());
            } else if (extent != null && isReference(item.key()) && item.key().object() == extent.address()) {
                extent.add(item);
            }
            return true;
        });
        var extent = last[0];
        if (extent != null) {
            visitor.accept(extent);
        }
    }

    private void owners(BtrfsExtent extent, Visitor visitor) throws IOException {
        if (extent.isTreeBlock()) {
            visitor.structures(extent.address(), extent.length());
            return;
        }
        whole &= extent.isWhole();
        for (var reference : extent.files()) {
            try {
                file(extent, reference, visitor);
            } catch (UnreadableException e) {
                // Which part of the extent it has is not known then.
                visitor.file(extent.address(), extent.length(), reference.file());
                whole = false;
            }
        }
        for (long leaf : extent.leaves()) {
            try {
                leaf(extent, leaf, visitor);
            } catch (UnreadableException e) {
                visitor.unknown(extent.address(), extent.length());
                whole = false;
            }
        }
    }

    /** Finds the parts of an extent that a file has: others were written anew, elsewhere. */
    private void file(BtrfsExtent extent, FileReference reference, Visitor visitor) throws IOException {
        var file = reference.file();
        var tree = volume.tree(file.tree());
        if (tree.isEmpty()) {
            visitor.file(extent.address(), extent.length(), file);
            return;
        }
        long first = Math.max(0, reference.offset());
        long last = reference.offset() + Math.max(MOST_UNPACKED, extent.length());
        if (last >= first) {
            tree.get().range(new BtrfsKey(file.inode(), BtrfsKey.EXTENT_DATA, first),
                    new BtrfsKey(file.inode(), BtrfsKey.EXTENT_DATA, last), item -> {
                        fileExtent(extent, item, file, visitor);
                        return true;
                    });
        }
    }

    private static void fileExtent(BtrfsExtent extent, BtrfsItem item, BtrfsFile file, Visitor visitor)
            throws UnreadableException {
        item.need(INLINE_BYTES);
        var bytes = item.bytes();
        if (bytes.get(20) == INLINE) {
            return;
        }
        item.need(FILE_EXTENT_BYTES);
        if (bytes.getLong(21) != extent.address()) {
            return;
        }
        boolean packed = bytes.get(16) != 0;
        long from = packed ? 0 : bytes.getLong(37);
        long length = packed ? extent.length() : bytes.getLong(45);
        if (from < 0 || length < 1 || from > extent.length() - length) {
            throw new UnreadableException("extent of " + file);
        }
        visitor.file(extent.address() + from, length, file);
    }

    /** The files of a leaf that several trees have in common; one of these trees is enough to name them. */
    private void leaf(BtrfsExtent extent, long address, Visitor visitor) throws IOException {
        var node = volume.node(address, 0);
        long tree = tree(address, node.owner());
        for (int i = 0; i < node.count(); i++) {
            if (node.key(i).type() == BtrfsKey.EXTENT_DATA) {
                fileExtent(extent, node.item(i), new BtrfsFile(tree, node.key(i).object()), visitor);
            }
        }
    }

    /** A tree that has a node: the one that it was made for may be gone. */
    private long tree(long node, long madeFor) throws IOException {
        long at = node;
        for (int level = 0; level < MOST_LEVELS; level++) {
            var found = new BtrfsExtent[1];
            long wanted = at;
            extents(at, at + 1, extent -> found[0] = extent.address() == wanted ? extent : null);
            var extent = found[0];
            if (extent == null || !extent.trees().isEmpty() || extent.parents().isEmpty()) {
                return extent == null || extent.trees().isEmpty() ? madeFor : extent.trees().getFirst();
            }
            at = extent.parents().getFirst();
        }
        return madeFor;
    }
}
