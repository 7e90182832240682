package org.virtp2v.core.testing;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ServerRuns;

/** The runs of a {@link FakeServer}, for those who only look. */
record FakeRuns(FakeServer server) implements ServerRuns {

    @Override
    public Listing list() throws ConnectionException, ServerException, InterruptedException {
        server.journal.step("list runs");
        ServerException failure = server.silentAboutWaiting;
        if (failure != null) {
            throw failure;
        }
        return server.runs;
    }

    @Override
    public void close() {
        server.journal.add("close runs");
    }
}
