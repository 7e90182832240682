package org.virtp2v.hardware.internal.files;

/**
 * A file of Btrfs.
 *
 * @param tree
 *            the number of its subvolume
 * @param inode
 *            its number within that
 */
record BtrfsFile(long tree, long inode) {
    private static final long TOP_LEVEL = 5;
    private static final long FIRST_SUBVOLUME = 256;

    /** Whether a user can have made it: the file system keeps files of its own in other trees. */
    boolean isOfUser() {
        return isSubvolume(tree) && inode >= FIRST_SUBVOLUME;
    }

    /** Whether a tree is one of files. */
    static boolean isSubvolume(long tree) {
        return tree == TOP_LEVEL || tree >= FIRST_SUBVOLUME;
    }

    /** Whether a tree is the subvolume that all others are in. */
    static boolean isTopLevel(long tree) {
        return tree == TOP_LEVEL;
    }
}
