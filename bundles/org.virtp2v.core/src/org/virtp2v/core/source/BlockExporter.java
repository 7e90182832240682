package org.virtp2v.core.source;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;

/**
 * Port: serves disks over NBD. This is the only way to a source disk, and it is read-only: an export that an own
 * handshake does not show to be read-only and of the right size is never returned.
 */
public interface BlockExporter extends DiskSizer {

    /**
     * Starts a server for one disk and checks its export. The servers are tried in the given order; the first that is
     * installed and serves the disk as it must is used.
     *
     * @param disk
     *            the disk to serve
     * @param order
     *            the servers to try, at least one
     * @param reads
     *            notified of every read that passes through connections of this export, when it is asked for and when
     *            it is answered; called on the threads of the connection
     * @param errors
     *            decides about parts that cannot be read; only servers that {@link NbdServer#canGoOn can go on} ask it,
     *            others answer with an error
     * @param limiter
     *            limits how fast data comes from the disk, together with the other exports that share it; null: no
     *            limit
     * @return the running export; closing it stops the server
     * @throws SourceException
     *             when the disk is missing, empty, unreadable or of another size than planned, or no server works; the
     *             message says why for each server tried
     * @throws InterruptedException
     *             when the thread is interrupted; nothing is left running
     */
    BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads, ReadErrorPolicy errors,
            @Nullable RateLimiter limiter) throws SourceException, InterruptedException;

    /**
     * A fingerprint of a disk: SHA-256 over a sample of its content that changes when a system is started from it, and
     * over its size. What stays behind is not read. Blocks, for 15 seconds at the longest.
     *
     * @param disk
     *            the disk
     * @return in hexadecimal digits; null when it cannot be read, or not in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    String fingerprint(SourceDisk disk) throws InterruptedException;
}
