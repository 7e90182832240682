package org.virtp2v.core.source;

import java.nio.file.Path;

import org.virtp2v.core.failure.SourceException;

/** Port: the size of a disk that is named by its path. */
@FunctionalInterface
public interface DiskSizer {

    /**
     * The size of a block device or image file. It is opened for reading only.
     *
     * @param path
     *            absolute path
     * @return the size in bytes, at least 1
     * @throws SourceException
     *             when it is missing, is something else, is empty or cannot be read
     */
    long sizeOf(Path path) throws SourceException;
}
