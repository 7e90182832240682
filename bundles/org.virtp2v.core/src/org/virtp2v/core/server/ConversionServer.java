package org.virtp2v.core.server;

import java.util.function.Consumer;

/** Port: the way to conversion servers. */
public interface ConversionServer {

    /**
     * Prepares the way to one server for one run. No connection is made yet, but the identity, if there is one, is
     * fetched and read.
     *
     * @param login
     *            where and as whom
     * @param unknownHostKey
     *            told once when the server shows a key that no known_hosts file has; the key is accepted, and every later
     *            connection of this access must show the same
     * @throws ConnectionException
     *             when the identity cannot be fetched or read
     * @throws InterruptedException
     *             when the thread is interrupted while fetching
     */
    ServerAccess access(ServerLogin login, Consumer<HostKey> unknownHostKey)
            throws ConnectionException, InterruptedException;
}
