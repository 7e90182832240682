package org.virtp2v.hardware.internal.files;

import java.util.List;

/**
 * What a file system has at a part of it.
 *
 * @param paths
 *            of files and directories, as they are on the disk; {@code <inode>} of those without a path
 * @param structures
 *            whether the file system has structures of its own there
 * @param free
 *            whether nothing is stored in some of it
 * @param complete
 *            whether all of it is known, and all paths
 * @param stale
 *            whether a journal has changes that are not known
 */
public record FoundFiles(List<String> paths, boolean structures, boolean free, boolean complete, boolean stale) {
    public FoundFiles {
        paths = List.copyOf(paths);
    }
}
