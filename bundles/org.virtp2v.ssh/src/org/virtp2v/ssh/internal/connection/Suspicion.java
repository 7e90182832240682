package org.virtp2v.ssh.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Whether one connection is dead although the network is not: a NAT or firewall forgot it, the server was started anew,
 * or TCP, which doubles its pauses, has so long to wait after an outage that a new connection is there much sooner. As
 * long as the server answers nobody nothing is known, and nothing would be gained by cutting.
 */
final class Suspicion {
    /** Silence of the peer that is worth a look. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(8);
    /** So often in vain takes three seconds at least, and does not happen by chance on a line that loses packets. */
    private static final int TIMEOUTS = 4;
    /**
     * After an outage TCP sends again at the latest when as much time as that lasted has passed once more; what comes
     * back sooner than this need not be cut.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private boolean answering;
    private long since;
    private long patience;

    /**
     * Whether the connection may be dead: something is in flight, is sent again and again, and nothing comes back.
     *
     * @param silentNanos
     *            how long the peer has sent nothing
     * @param tcp
     *            reads its state, which is not done for a connection that speaks; null when it is not known, and then
     *            nothing is suspected
     */
    boolean isJustified(long silentNanos, Supplier<@Nullable TcpState> tcp) {
        TcpState state = silentNanos < SILENT_NANOS ? null : tcp.get();
        boolean justified = state != null && state.unacknowledged() > 0 && state.timeouts() >= TIMEOUTS;
        answering &= justified;
        return justified;
    }

    /**
     * The server was asked over another connection, and answers or does not.
     *
     * @param now
     *            as in {@link System#nanoTime()}
     * @return whether this one is dead
     */
    boolean isProved(boolean answers, long silentNanos, long now) {
        if (answers && !answering) {
            since = now;
            patience = Math.min(silentNanos, PATIENCE.toNanos());
        }
        boolean before = answering;
        answering = answers;
        return answers && before && now - since >= patience;
    }
}
