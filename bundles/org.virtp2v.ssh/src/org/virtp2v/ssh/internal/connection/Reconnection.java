package org.virtp2v.ssh.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.TimeSpan;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Deadline;

/**
 * Makes one connection of a run again, as often as it is lost: at once, then after pauses, until the run's limit is
 * over or it is certain that waiting does not help. For one thread.
 */
public final class Reconnection {
    /** Before each attempt; the last one again and again. */
    private static final List<Duration> PAUSES = List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2),
            Duration.ofSeconds(5), Duration.ofSeconds(10));
    /** What is lost again so soon goes on with the pauses where they were: a server may accept and end at once. */
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** How long it may take to see that the run is over. */
    private static final Duration SLICE = Duration.ofMillis(200);
    private static final Logger LOG = Logger.getLogger(Reconnection.class.getName());
    private static final Messages TEXT = Messages.beside(Reconnection.class);

    /**
     * One try to make the connection again.
     *
     * @param <T>
     *            what it makes
     */
    @FunctionalInterface
    public interface Attempt<T> {
        T make() throws ConversionException, InterruptedException;
    }

    private final Link link;
    private final ServerLogin login;
    private final ServerDialog dialog;
    private final Turns turns;
    private final BooleanSupplier over;
    private int step;
    private long backAt = System.nanoTime() - STABLE_NANOS;

    /**
     * @param link
     *            which connection it is
     * @param dialog
     *            told of each outage
     * @param turns
     *            those of all connections of the run
     * @param over
     *            whether no connection is wanted any more
     */
    public Reconnection(Link link, ServerLogin login, ServerDialog dialog, Turns turns, BooleanSupplier over) {
        this.link = link;
        this.login = login;
        this.dialog = dialog;
        this.turns = turns;
        this.over = over;
    }

    /** Whether a connection that is lost is made again at all. */
    public boolean isWanted() {
        return login.reconnect().isPositive() && !over.getAsBoolean();
    }

    /**
     * Makes it again.
     *
     * @param lost
     *            how it was lost
     * @return the result of the attempt that succeeded
     * @throws ConnectionException
     *             when it is lost for good
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public <T> T make(ConnectionException lost, Attempt<T> attempt) throws ConnectionException, InterruptedException {
        if (!isWanted()) {
            throw lost;
        }
        LOG.log(Level.FINE, lost, () -> link + " is made again");
        step = System.nanoTime() - backAt < STABLE_NANOS ? Math.max(step, 1) : 0;
        Deadline end = Deadline.in(login.reconnect());
        try (OutageReport report = new OutageReport(link, dialog, lost.getMessage())) {
            while (true) {
                pause(report, end);
                if (over.getAsBoolean()) {
                    throw ConnectErrors.closed(login);
                }
                try {
                    T made = turns.take(link, attempt);
                    backAt = System.nanoTime();
                    report.back();
                    return made;
                } catch (ConversionException e) {
                    LOG.log(Level.FINE, e, () -> link + " is still lost");
                    check(e, end);
                    report.failed(e.getMessage());
                }
            }
        }
    }

    private void pause(OutageReport report, Deadline end) throws InterruptedException {
        Duration pause = PAUSES.get(Math.min(step++, PAUSES.size() - 1));
        Deadline next = Deadline.in(pause.compareTo(end.remaining()) < 0 ? pause : end.remaining());
        if (next.remainingNanos() > 0) {
            report.next(next);
        }
        int woken = turns.successes();
        while (next.remainingNanos() > 0 && !over.getAsBoolean() && turns.successes() == woken) {
            turns.pause(next.remaining().compareTo(SLICE) < 0 ? next.remaining() : SLICE);
        }
        report.next(Deadline.in(Duration.ZERO));
    }

    /** Whether to try again. */
    private void check(ConversionException failure, Deadline end) throws ConnectionException {
        if (failure instanceof ConnectionException e && (over.getAsBoolean() || ConnectErrors.isFinal(e))) {
            throw e;
        }
        if (end.remainingNanos() == 0) {
            throw new ConnectionException(Reason.LOST, TEXT.get("lost.givenUp", login.address(),
                    TimeSpan.text(login.reconnect()), failure.getMessage()), failure);
        }
    }
}
