package org.virtp2v.core.source;

import java.time.Duration;
import java.util.List;

/**
 * Port: finds out what a file system has at parts of a disk, without mounting it and by reading only. As it reads the
 * same disk, which may be dying, everything has a time limit, and what could not be found out is no error. Any thread
 * may call.
 */
@FunctionalInterface
public interface FileFinder {
    /** One that finds nothing out. */
    FileFinder NONE = (disk, parts, limit) -> List.of();

    /**
     * Looks at parts of a disk.
     *
     * @param disk
     *            the disk
     * @param parts
     *            the parts
     * @param limit
     *            the longest time for all of them together; parts that are not looked at in it are unknown
     * @return what is at each of the parts, in their order; empty when there is no way to find out
     * @throws InterruptedException
     *             when the thread is interrupted; nothing is left running
     */
    List<PartContent> find(SourceDisk disk, List<UnreadablePart> parts, Duration limit) throws InterruptedException;
}
