package org.virtp2v.core.source;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a file system has at a part of a disk.
 *
 * @param fileSystem
 *            blkid's word for the content of the partition, such as {@code ext4} or {@code LVM2_member}; null when
 *            unknown
 * @param files
 *            paths of files and directories, on one line each
 * @param possible
 *            paths of those that some of it may belong to: where their content lies is told by blocks that cannot be
 *            read
 * @param structures
 *            whether the file system has structures of its own there
 * @param free
 *            whether nothing is stored in some of it
 * @param complete
 *            whether all of the part was looked at, and all files are named, be it as possible ones
 * @param stale
 *            whether all of this is as it was before some last changes: the file system was not unmounted, and they are
 *            in its journal only
 * @param unknown
 *            why nothing is known; else null
 */
public record PartContent(@Nullable String fileSystem, List<String> files, List<String> possible, boolean structures,
        boolean free, boolean complete, boolean stale, @Nullable Unknown unknown) {

    /** Why it is not known what is there. */
    public enum Unknown {
        /** It is in no partition, or in one without a known content. */
        NO_FILE_SYSTEM,
        /** There is no tool for this file system that need not mount it. */
        NOT_SUPPORTED,
        /** The tool is missing, failed, or took too long. */
        NOT_TOLD,
        /** There was no time left, or there are too many parts. */
        NOT_ASKED
    }

    public PartContent {
        files = List.copyOf(files);
        possible = List.copyOf(possible);
    }

    /** What is there for sure. */
    public PartContent(@Nullable String fileSystem, List<String> files, boolean structures, boolean free,
            boolean complete, boolean stale, @Nullable Unknown unknown) {
        this(fileSystem, files, List.of(), structures, free, complete, stale, unknown);
    }

    /** What is there now, of a file system that was unmounted or has no journal. */
    public PartContent(@Nullable String fileSystem, List<String> files, boolean structures, boolean free,
            boolean complete, @Nullable Unknown unknown) {
        this(fileSystem, files, structures, free, complete, false, unknown);
    }

    /** Nothing is known but the file system, if that. */
    public static PartContent unknown(@Nullable String fileSystem, Unknown reason) {
        return new PartContent(fileSystem, List.of(), false, false, false, reason);
    }

    /** The same, as it was before some last changes. */
    public PartContent asStale() {
        return unknown != null ? this
                : new PartContent(fileSystem, files, possible, structures, free, complete, true, null);
    }
}
