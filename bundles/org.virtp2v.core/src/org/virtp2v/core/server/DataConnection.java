package org.virtp2v.core.server;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/**
 * The SSH connection that carries one disk, or several of them (see {@link Connections}). Where the server can run the
 * relay it is made again when all of it is lost, with a port that may be another one, for as long as
 * {@link ServerLogin#reconnect()} says; the dialog is told of it. Whoever connects to its port there has to prove that
 * it knows the {@link ExportKey}.
 */
public interface DataConnection extends AutoCloseable {

    /** The port on the server's {@code localhost} that leads to the disk, at present. */
    int remotePort();

    /**
     * The program on the server that can run the relay, Python 3.6 or newer; null when there is none: then anybody on
     * the server may connect to the port, and the connection is not made again.
     */
    @Nullable
    String relayInterpreter();

    /**
     * Tells the relay in this remote directory the port, in the file {@code relay-port.N} for disk number N, and from
     * now on each new one.
     *
     * @param directory
     *            an absolute path that needs no quoting
     * @throws ConnectionException
     *             when the connection is lost and cannot be made again
     * @throws ServerException
     *             when the file cannot be written
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    void announce(String directory) throws ConnectionException, ServerException, InterruptedException;

    /** Whether it is there, or is being made again; false when it is lost for good. */
    boolean isOpen();

    /** Why it is lost for good; null while it is not, or when that is not known. */
    @Nullable
    ConnectionException whyLost();

    /** How many SSH connections have carried the disk at most at the same time, until now. */
    int most();

    /** Whether data to the server is compressed: this side wanted it, and the server agreed. */
    boolean isCompressed();

    /** Closes the forward and the connection. Never throws; idempotent. */
    @Override
    void close();
}
