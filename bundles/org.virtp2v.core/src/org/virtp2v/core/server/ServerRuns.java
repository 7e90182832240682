package org.virtp2v.core.server;

import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/** A connection over which a server tells which runs it has, as often as it is asked. For one thread at a time. */
public interface ServerRuns extends AutoCloseable {

    /**
     * The runs at one moment.
     *
     * @param runs
     *            those that changed last first; at most a few hundred
     * @param everybody
     *            whether those of all users are among them; else only those of the user who logged in
     */
    record Listing(List<ServerRun> runs, boolean everybody) {
        public Listing {
            runs = List.copyOf(runs);
        }
    }

    /**
     * Lists them; changes nothing there.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not tell
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    Listing list() throws ConnectionException, ServerException, InterruptedException;

    /** Closes the connection. Never throws; idempotent. */
    @Override
    void close();
}
