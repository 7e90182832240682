package org.virtp2v.ssh.internal.connection;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.DataConnection;

/**
 * A data connection.
 *
 * @param connector
 *            where the connection goes back to
 * @param connection
 *            the SSH connection of its own
 * @param remotePort
 *            the port on the server's localhost
 */
public record SshDataConnection(Connector connector, SshConnection connection,
        int remotePort) implements DataConnection {

    @Override
    public @Nullable String relayInterpreter() {
        return null;
    }

    @Override
    public void announce(String directory) {
        throw new IllegalStateException("there is no relay");
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public boolean isCompressed() {
        return connection.isCompressed();
    }

    @Override
    public void close() {
        connector.release(connection);
    }
}
