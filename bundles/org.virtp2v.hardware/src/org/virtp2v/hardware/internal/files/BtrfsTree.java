package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.util.Optional;

/**
 * A tree of Btrfs.
 *
 * @param volume
 *            the file system
 * @param address
 *            of its root node
 * @param level
 *            of its root node
 */
record BtrfsTree(BtrfsVolume volume, long address, int level) {

    /** Takes an item. */
    @FunctionalInterface
    interface Items {
        /** Whether to go on. */
        boolean accept(BtrfsItem item) throws IOException;
    }

    /**
     * Tells the items from one key to another, both included, in order.
     *
     * @throws UnreadableException
     *             when some of the nodes cannot be read; the items before have been told
     */
    void range(BtrfsKey first, BtrfsKey last, Items items) throws IOException {
        range(address, level, first, last, items);
    }

    private boolean range(long at, int height, BtrfsKey first, BtrfsKey last, Items items) throws IOException {
        var node = volume.node(at, height);
        for (int i = Math.max(0, node.floor(first)); i < node.count() && node.key(i).compareTo(last) <= 0; i++) {
            if (height > 0) {
                if (!range(node.child(i), height - 1, first, last, items)) {
                    return false;
                }
            } else if (node.key(i).compareTo(first) >= 0 && !items.accept(node.item(i))) {
                return false;
            }
        }
        return true;
    }

    /** The first item from one key to another. */
    Optional<BtrfsItem> first(BtrfsKey first, BtrfsKey last) throws IOException {
        var found = new BtrfsItem[1];
        range(first, last, item -> {
            found[0] = item;
            return false;
        });
        return Optional.ofNullable(found[0]);
    }

    /** The key of the last item that is not after a key. */
    Optional<BtrfsKey> floor(BtrfsKey key) throws IOException {
        long at = address;
        for (int height = level;; height--) {
            var node = volume.node(at, height);
            int index = node.floor(key);
            if (index < 0) {
                return Optional.empty();
            }
            if (height == 0) {
                return Optional.of(node.key(index));
            }
            at = node.child(index);
        }
    }
}
