package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the paths of files of Btrfs from the top level of the file system on, with the names of the subvolumes: each
 * inode has the names of it and the directories these are in.
 */
final class BtrfsPaths {
    /** The directory that is a subvolume. */
    private static final long ROOT_DIRECTORY = 256;
    private static final int DEEPEST = 1024;

    private final BtrfsVolume volume;
    private final Map<BtrfsFile, String> directories = new HashMap<>();
    private final Map<BtrfsFile, String> paths = new HashMap<>();

    /** A name in a directory. */
    private record Entry(BtrfsFile directory, String name) {
    }

    BtrfsPaths(BtrfsVolume volume) {
        this.volume = volume;
    }

    /**
     * Looks for the paths of files, until the time is over.
     *
     * @return whether nothing was left out
     */
    boolean search(Set<BtrfsFile> files) throws IOException {
        boolean whole = true;
        try {
            for (var file : files) {
                try {
                    var entry = entry(file);
                    var directory = entry == null ? null : directory(entry.directory, 0);
                    if (entry != null && directory != null) {
                        paths.put(file, directory + "/" + entry.name);
                    }
                } catch (UnreadableException e) {
                    whole = false;
                }
            }
        } catch (InterruptedIOException e) {
            return false;
        }
        return whole;
    }

    /** The path of a directory without a slash at its end; null when it has none. */
    private @Nullable String directory(BtrfsFile directory, int depth) throws IOException {
        if (BtrfsFile.isTopLevel(directory.tree()) && directory.inode() == ROOT_DIRECTORY) {
            return "";
        }
        var known = directories.get(directory);
        if (known != null || depth == DEEPEST) {
            return known;
        }
        var entry = directory.inode() == ROOT_DIRECTORY ? subvolume(directory.tree()) : entry(directory);
        var parent = entry == null ? null : directory(entry.directory, depth + 1);
        if (entry == null || parent == null) {
            return null;
        }
        var path = parent + "/" + entry.name;
        directories.put(directory, path);
        return path;
    }

    /** The name of a subvolume: the directory in the tree that its key names, a number, and its name. */
    private @Nullable Entry subvolume(long tree) throws IOException {
        var item = volume.roots().first(BtrfsKey.first(tree, BtrfsKey.ROOT_BACKREF),
                BtrfsKey.last(tree, BtrfsKey.ROOT_BACKREF));
        if (item.isEmpty()) {
            return null;
        }
        var name = item.get().name(16);
        return new Entry(new BtrfsFile(item.get().key().offset(), item.get().bytes().getLong(0)), name);
    }

    /** One of the names of an inode; null when it has none. */
    private @Nullable Entry entry(BtrfsFile file) throws IOException {
        var tree = volume.tree(file.tree());
        if (tree.isEmpty()) {
            return null;
        }
        // A number and the name, in the directory that the key names.
        var item = tree.get().first(BtrfsKey.first(file.inode(), BtrfsKey.INODE_REF),
                BtrfsKey.last(file.inode(), BtrfsKey.INODE_REF));
        if (item.isPresent()) {
            return new Entry(new BtrfsFile(file.tree(), item.get().key().offset()), item.get().name(8));
        }
        // The directory, a number and the name: a file with many names.
        item = tree.get().first(BtrfsKey.first(file.inode(), BtrfsKey.INODE_EXTREF),
                BtrfsKey.last(file.inode(), BtrfsKey.INODE_EXTREF));
        if (item.isEmpty()) {
            return null;
        }
        var name = item.get().name(16);
        return new Entry(new BtrfsFile(file.tree(), item.get().bytes().getLong(0)), name);
    }

    /** The path of a file that was looked for; its number in angle brackets when it has none, or none was found. */
    String path(BtrfsFile file) {
        return paths.getOrDefault(file, "<" + file.inode() + ">");
    }
}
