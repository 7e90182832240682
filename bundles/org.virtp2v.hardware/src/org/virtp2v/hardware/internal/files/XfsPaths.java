package org.virtp2v.hardware.internal.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Finds the paths of inodes of XFS, which do not know them: looks through all directories. */
final class XfsPaths {
    private static final String SELF = ".";
    private static final String PARENT = "..";
    private static final int DEEPEST = 1024;

    private final XfsVolume volume;
    private final Set<Long> wanted;
    /** The entry of each inode that was found, one of them. */
    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Long, String> directories = new HashMap<>();
    private final Map<Long, String> paths = new HashMap<>();
    private boolean complete = true;

    /** A name in a directory. */
    private record Entry(long directory, String name) {
    }

    XfsPaths(XfsVolume volume, Set<Long> wanted) {
        this.volume = volume;
        this.wanted = wanted;
        directories.put(volume.root, "");
        paths.put(volume.root, "/");
    }

    /**
     * Looks for all that are wanted, until the time is over.
     *
     * @return whether all paths were found that there are
     */
    boolean search() throws IOException {
        if (paths.keySet().containsAll(wanted)) {
            return true;
        }
        try {
            boolean whole = new XfsInodes(volume, this::visit).walk();
            complete &= whole || entries.keySet().containsAll(wanted);
            for (var entry : entries.entrySet()) {
                var directory = directory(entry.getValue().directory, 0);
                complete &= directory != null;
                if (directory != null) {
                    paths.put(entry.getKey(), directory + "/" + entry.getValue().name);
                }
            }
        } catch (InterruptedIOException e) {
            complete = false;
        }
        return complete;
    }

    private boolean visit(XfsInode inode) throws IOException {
        if (inode.directory()) {
            complete &= XfsDirectory.walk(volume, inode, (name, number) -> {
                if (number != volume.root && wanted.contains(number) && !name.equals(SELF) && !name.equals(PARENT)) {
                    entries.putIfAbsent(number, new Entry(inode.number(), name));
                }
            });
        }
        return entries.size() + (wanted.contains(volume.root) ? 1 : 0) < wanted.size();
    }

    /** The path of a directory without a slash at its end; null when it cannot be found out. */
    private @Nullable String directory(long number, int depth) throws IOException {
        var known = directories.get(number);
        if (known != null || depth == DEEPEST) {
            return known;
        }
        Map<String, Long> own = new HashMap<>();
        Map<Long, String> siblings = new HashMap<>();
        try {
            XfsDirectory.walk(volume, volume.inode(number), (name, inode) -> {
                if (name.equals(PARENT)) {
                    own.put(name, inode);
                }
            });
            var parent = own.get(PARENT);
            var begin = parent == null ? null : directory(parent, depth + 1);
            if (parent == null || begin == null) {
                return null;
            }
            XfsDirectory.walk(volume, volume.inode(parent), (name, inode) -> {
                if (inode == number && !name.equals(SELF)) {
                    siblings.put(inode, name);
                }
            });
            var name = siblings.get(number);
            var path = name == null ? null : begin + "/" + name;
            if (path != null) {
                directories.put(number, path);
            }
            return path;
        } catch (UnreadableException e) {
            return null;
        }
    }

    /** The path of an inode that was wanted; its number in angle brackets when it has none, or none was found. */
    String path(long inode) {
        return paths.getOrDefault(inode, "<" + inode + ">");
    }
}
