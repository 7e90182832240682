package org.virtp2v.ssh.internal;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Link;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.run.PortAnnouncement;

/**
 * A data connection.
 *
 * @param connector
 *            where the connection goes back to
 * @param link
 *            which disk's it is
 * @param forward
 *            the port that leads to the disk
 */
record SshDataConnection(Connector connector, Link link, DiskForward.Disk disk,
        DiskForward forward) implements DataConnection {

    @Override
    public int remotePort() {
        return forward.port();
    }

    @Override
    public @Nullable String relayInterpreter() {
        return forward.end().interpreter();
    }

    @Override
    public void announce(String directory) throws ConnectionException, ServerException, InterruptedException {
        PortAnnouncement.write(forward.shell(disk.login()), disk.login(), directory, link.disk(), forward.port(),
                disk.options().scriptLimit());
    }

    @Override
    public boolean isOpen() {
        return forward.connection().isOpen();
    }

    @Override
    public boolean isCompressed() {
        return forward.connection().isCompressed();
    }

    @Override
    public void close() {
        connector.release(forward.connection());
    }
}
