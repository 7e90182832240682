package org.virtp2v.ssh.internal.connection;

import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.ssh.internal.blocking.Blocking;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;

/**
 * One SSH connection (RFC 4253) with its own TCP connection and threads. It may end at any time; it is never opened
 * again. Safe for use by any thread.
 */
public final class SshConnection implements AutoCloseable {
    /** JSch's message when a channel is opened on a connection that has ended, or is about to. */
    public static final String DOWN = "session is down";

    private static final long FAREWELL_MILLIS = 2000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long SILENT_INTERVALS = 2;

    /** How the server greets that can do nothing but run one command. */
    private static final String TINYSSH = "SSH-2.0-tinyssh";
    /** How the server greets whose windows are known to be large, 2 MiB. */
    private static final String OPENSSH = "SSH-2.0-OpenSSH";
    /**
     * Bytes that there is room for several times in another server's window, such as Dropbear's of 24 KiB, which is
     * opened again by 8 KiB. With a packet that is larger than what is left of the window JSch waits for a tenth of a
     * second before it sends a part of it.
     */
    private static final int SMALL_PACKET = 8 * 1024;

    private final Session session;
    private final WatchedSocket socket;
    private final Suspicion suspicion = new Suspicion();
    private volatile boolean renewable;

    public SshConnection(Session session, WatchedSocket socket) {
        this.session = session;
        this.socket = socket;
    }

    /**
     * Connects and logs in.
     *
     * @param time
     *            the longest time to spend, without that of people
     * @param errors
     *            makes the message when that fails
     * @throws ConnectionException
     *             when it fails; the connection is closed
     * @throws InterruptedException
     *             when the thread is interrupted; the connection is closed
     */
    public void open(LoginTime time, ConnectErrors errors) throws ConnectionException, InterruptedException {
        try {
            Blocking.call("connect", () -> {
                session.connect(time.deadline().remainingMillis());
                SessionSettings.keepAlgorithms(session);
                return session;
            }, () -> {
                time.abandon();
                abort();
            }, time::remainingNanos);
        } catch (TimeoutException e) {
            throw time.isUnanswered() ? errors.nobodyAnswered() : errors.timeout(session, socket);
        } catch (ExecutionException e) {
            abort();
            throw time.passed() ? errors.timeout(session, socket) : errors.failure(e.getCause(), session, socket);
        }
        if (session.getServerVersion().startsWith(TINYSSH)) {
            // It would end the connection after the first command.
            abort();
            throw errors.withoutForwarding();
        }
    }

    public boolean isOpen() {
        return session.isConnected();
    }

    /** Whether sent data is compressed, once connected. */
    public boolean isCompressed() {
        return SessionSettings.COMPRESSION.equals(session.getCompressionAlgorithmC2S());
    }

    /** The session, for port forwarding. */
    Session session() {
        return session;
    }

    /** One more whose data go over this connection. */
    PacketOutput.Sender sender() throws SocketException {
        return socket.sender();
    }

    /** As much of a disk's data as is to be in one packet, in bytes. */
    int packetBytes() {
        return session.getServerVersion().startsWith(OPENSSH) ? Integer.MAX_VALUE : SMALL_PACKET;
    }

    /** A channel for one command (RFC 4254, section 6.5), not open yet. */
    public ChannelExec exec() throws JSchException {
        if (session.openChannel("exec") instanceof ChannelExec channel) {
            return channel;
        }
        throw new JSchException(DOWN);
    }

    /** Cuts the connection off when the peer has not taken anything for longer than this. */
    void checkPeer(long limitNanos) {
        if (socket.writeNanos() > limitNanos) {
            abort();
        }
    }

    /** Cuts the connection off when the peer has not taken anything for longer than it may be silent. */
    void checkPeer() {
        checkPeer((session.getServerAliveCountMax() + 1L) * session.getServerAliveInterval() * NANOS_PER_MILLI);
    }

    /**
     * It is made again when it is lost, so it is given up sooner: when TCP has stopped trying for long, a new one is
     * there before.
     */
    public synchronized void renewable() {
        if (!renewable) {
            renewable = true;
            session.setServerAliveCountMax(session.getServerAliveCountMax() / 2);
        }
    }

    /** Whether it may be dead, see {@link Suspicion}; only asked about one that is made again. */
    boolean isSuspect() {
        Socket tcp = socket.socket();
        if (!renewable || !isOpen() || tcp == null) {
            return false;
        }
        return suspicion.isJustified(socket.silentNanos(), () -> TcpState.of(tcp));
    }

    /** Whether it is dead, as the server answers others or does not. */
    boolean isDead(boolean serverAnswers) {
        return suspicion.isProved(serverAnswers, socket.silentNanos(), System.nanoTime());
    }

    /** Whether the server has not even given the signs of life that it was asked for. */
    public boolean isSilent() {
        return socket.silentNanos() > SILENT_INTERVALS * session.getServerAliveInterval() * NANOS_PER_MILLI;
    }

    /** Where it leads to. */
    @Nullable
    SocketAddress server() {
        Socket tcp = socket.socket();
        return tcp == null ? null : tcp.getRemoteSocketAddress();
    }

    /** Cuts the connection off without a farewell. Does not block. */
    public void abort() {
        socket.abort();
        Blocking.start("abort", session::disconnect);
    }

    /** Closes the connection; takes two seconds at most. Never throws; idempotent. */
    @Override
    public void close() {
        Thread farewell = Blocking.start("close", session::disconnect);
        try {
            farewell.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.abort();
    }
}
