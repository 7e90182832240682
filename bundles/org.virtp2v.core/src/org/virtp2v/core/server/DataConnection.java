package org.virtp2v.core.server;

/** An SSH connection that carries one disk. */
public interface DataConnection extends AutoCloseable {

    /** The port on the server's {@code localhost} that leads to the disk. */
    int remotePort();

    /** Whether the SSH connection is still open. */
    boolean isOpen();

    /** Whether data to the server is compressed: this side wanted it, and the server agreed. */
    boolean isCompressed();

    /** Closes the forward and the connection. Never throws; idempotent. */
    @Override
    void close();
}
