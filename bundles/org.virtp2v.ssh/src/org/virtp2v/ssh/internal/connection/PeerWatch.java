package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

/**
 * Cuts connections off whose peer is gone, as JSch cannot: one that has taken nothing for too long, and, of those that
 * are made again, one that is dead while the server answers others. On a thread of its own.
 */
public final class PeerWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PeerWatch.class.getName());
    private static final int LOOKS_PER_INTERVAL = 4;
    private static final int ANSWER_MILLIS = 3000;
    /** What every SSH server begins with (RFC 4253, section 4.2). */
    private static final byte[] GREETING = "SSH-".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<List<SshConnection>> connections;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("virt-p2v SSH: watchdog").unstarted(work));

    /**
     * @param connections
     *            those that there are
     * @param aliveInterval
     *            silence after which JSch asks a server for a sign of life
     */
    public PeerWatch(Supplier<List<SshConnection>> connections, Duration aliveInterval) {
        this.connections = connections;
        long period = aliveInterval.toMillis() / LOOKS_PER_INTERVAL;
        timer.scheduleWithFixedDelay(this::lookSafely, period, period, TimeUnit.MILLISECONDS);
    }

    /** An exception would end all further looks without a word. */
    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "cannot look at the connections", e);
        }
    }

    private void look() {
        List<SshConnection> suspects = new ArrayList<>();
        for (SshConnection connection : connections.get()) {
            connection.checkPeer();
            if (connection.isSuspect()) {
                suspects.add(connection);
            }
        }
        if (!suspects.isEmpty()) {
            // All lead to the same server.
            boolean answers = greets(suspects.getFirst().server());
            for (SshConnection suspect : suspects) {
                if (suspect.isDead(answers)) {
                    LOG.info("a connection is cut off: nothing comes through, and the server answers others");
                    suspect.abort();
                }
            }
        }
    }

    /** Whether an SSH server answers there. */
    static boolean greets(@Nullable SocketAddress server) {
        if (server == null) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(server, ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return Arrays.equals(socket.getInputStream().readNBytes(GREETING.length), GREETING);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
