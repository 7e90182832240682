package org.virtp2v.ssh.internal.connection;

import java.time.Duration;

import org.virtp2v.core.failure.ConnectionException;

/** Makes connections to one server, and takes them back. */
public interface Connector {

    /**
     * Connects and logs in.
     *
     * @param limit
     *            the longest time to spend on TCP, key exchange and log-in together
     * @throws ConnectionException
     *             when that fails
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    SshConnection connect(Duration limit) throws ConnectionException, InterruptedException;

    /** Closes a connection. Never throws; idempotent. */
    void release(SshConnection connection);
}
