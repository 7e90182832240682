package org.virtp2v.core.server;

import org.virtp2v.core.failure.ConnectionException;

/** Port: the way to conversion servers. */
public interface ConversionServer {

    /**
     * Prepares the way to one server for one run. No connection is made yet, but the identity, if there is one, is
     * fetched and read.
     *
     * @param login
     *            where and as whom
     * @param dialog
     *            asked about unknown host keys, passphrases and other questions of the server; a host key that was
     *            accepted must be shown by every later connection of this access
     * @throws ConnectionException
     *             when the identity cannot be fetched or read
     * @throws InterruptedException
     *             when the thread is interrupted while fetching
     */
    ServerAccess access(ServerLogin login, ServerDialog dialog)
            throws ConnectionException, InterruptedException;
}
