package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;

/** Asks for a remote port forward (RFC 4254, section 7.1) from a free port of the server's loopback to a dialer. */
public final class RemoteForward {
    private static final Logger LOG = Logger.getLogger(RemoteForward.class.getName());
    private static final int LAST_PORT = 65535;
    private static final Messages TEXT = Messages.beside(RemoteForward.class);

    private RemoteForward() {
    }

    /**
     * Opens the forward. It ends with the connection.
     *
     * @return the port on the server's {@code localhost}
     */
    public static int open(SshConnection connection, Dialer dialer, ServerLogin login, Duration limit)
            throws ConnectionException, InterruptedException {
        try {
            // On a thread of its own also because JSch interrupts the thread that waits for the server's answer.
            return Blocking.call("forward", () -> forward(connection, dialer, login), connection::abort,
                    Deadline.in(limit));
        } catch (TimeoutException e) {
            throw ConnectErrors.lost(login, e);
        } catch (ExecutionException e) {
            if (!connection.isOpen()) {
                throw ConnectErrors.lost(login, e.getCause());
            }
            throw new ConnectionException(Reason.FORWARDING_REFUSED, TEXT.get("forward.refused", login.address()),
                    e.getCause());
        }
    }

    private static int forward(SshConnection connection, Dialer dialer, ServerLogin login) throws JSchException {
        Session session = connection.session();
        Dialing dialing = new Dialing(connection, dialer, login.address(), new ForwardLimit(login.address()));
        try {
            session.setPortForwardingR(null, 0, "localhost", 1, dialing);
        } catch (JSchException e) {
            // PermitListen may have the address instead of the name; sshd compares them as they are written.
            session.setPortForwardingR("127.0.0.1", 0, "localhost", 1, dialing);
        }
        String[] forwards = session.getPortForwardingR(); // each is "allocated:host:port"
        int port = Integer.parseInt(forwards[0].substring(0, forwards[0].indexOf(':')));
        if (port < 1 || port > LAST_PORT) {
            throw new JSchException("no port: " + port);
        }
        return port;
    }

    /** JSch's handler of a connection to the remote port. */
    private record Dialing(SshConnection connection, Dialer dialer, String address,
            ForwardLimit limit) implements SocketFactory {

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            try {
                ForwardedSocket socket = new ForwardedSocket(dialer.connect(), limit, connection.sender(),
                        connection.packetBytes());
                limit.add(socket);
                return socket;
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "cannot connect a forwarded connection from " + address, e);
                throw e;
            } catch (Error e) {
                // JSch answers the server only after an exception; without an answer whoever connects waits for ever.
                LOG.log(Level.WARNING, "cannot connect a forwarded connection from " + address, e);
                throw new IOException(e);
            }
        }

        @Override
        public InputStream getInputStream(Socket socket) throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream getOutputStream(Socket socket) throws IOException {
            return socket.getOutputStream();
        }
    }
}
