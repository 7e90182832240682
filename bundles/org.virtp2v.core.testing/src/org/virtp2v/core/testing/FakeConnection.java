package org.virtp2v.core.testing;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Link;

/** A data connection of a {@link FakeServer}. */
record FakeConnection(FakeServer server, Link link, int remotePort, @Nullable String relayInterpreter)
        implements
            DataConnection {

    @Override
    public boolean isOpen() {
        return server.dataConnectionsOpen;
    }

    @Override
    public @Nullable ConnectionException whyLost() {
        return server.whyLost;
    }

    @Override
    public void announce(String directory) throws ConnectionException, InterruptedException {
        if (relayInterpreter == null) {
            throw new IllegalStateException("there is no relay");
        }
        server.journal.step("announce " + link.disk() + " " + directory);
    }

    @Override
    public int most() {
        return 2;
    }

    @Override
    public boolean isCompressed() {
        return server.compresses;
    }

    @Override
    public void close() {
        server.journal.add("close connection");
    }
}
