package org.virtp2v.core.source;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;

/** A disk that is being served, read-only, on a socket that only this user can reach. Safe for use by any thread. */
public interface BlockExport extends AutoCloseable {

    /** The disk behind it. */
    SourceDisk disk();

    /** The server that serves it. */
    NbdServer server();

    /**
     * Connects to the server. Bytes pass unchanged in both directions, but a request that would write (NBD protocol:
     * {@code NBD_CMD_WRITE}, {@code NBD_CMD_TRIM}, {@code NBD_CMD_WRITE_ZEROES} or any other that is not known to only
     * read) ends the connection before it reaches the server.
     *
     * @return a new blocking connection, to be closed by the caller; closing it from another thread ends blocked reads
     *         and writes
     * @throws IOException
     *             when the server is gone or refuses
     */
    ByteChannel connect() throws IOException;

    /**
     * Checks again that the server runs and that first and last block of the disk can be read, to tell a failing source
     * from a failing server after something went wrong.
     *
     * @throws SourceException
     *             when the disk can no longer be read; the message says why
     */
    void check() throws SourceException;

    /**
     * Takes the fingerprint of the disk, as {@link BlockExporter#fingerprint} does, while it is being served. A disk
     * that goes away has to have it when it comes back.
     *
     * @return in hexadecimal digits; null when it cannot be read, or not in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    String fingerprint() throws InterruptedException;

    /**
     * How long the disk has not answered a read that is under way, the longest if there are several; zero when none is,
     * or when this server cannot tell.
     */
    default Duration silence() {
        return Duration.ZERO;
    }

    /** Stops the server and removes its socket; waits until the process is gone. Never throws; idempotent. */
    @Override
    void close();
}
