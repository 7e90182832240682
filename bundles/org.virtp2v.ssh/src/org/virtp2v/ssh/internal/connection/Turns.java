package org.virtp2v.ssh.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.server.Link;
import org.virtp2v.ssh.internal.blocking.Deadline;

/**
 * Lets the lost connections of a run be made again one after the other. They are often lost together, and a crowd that
 * comes back would be turned away: sshd lets ten log in at a time (MaxStartups), ufw's limit is six connections in half
 * a minute, also of those that it refuses. So whoever finds that the server cannot be reached has found it for all the
 * others, and whoever reaches it wakes them. Also, a person is asked one question at a time. Thread-safe.
 */
public final class Turns {
    /** For so long others need not try what has just failed: three times in half a minute in all. */
    private static final Duration SHARED = Duration.ofSeconds(9);

    private final ReentrantLock turn = new ReentrantLock(true);
    private final ReentrantLock state = new ReentrantLock();
    private final Condition reached = state.newCondition();
    private int successes;
    /** Only for who has the turn. */
    private @Nullable Failure failure;

    private record Failure(Link link, ConnectionException why, Deadline old) {
    }

    /**
     * Waits for the turn of a connection, and makes one attempt.
     *
     * @throws ConnectionException
     *             also when another one has just failed because the server cannot be reached
     */
    <T> T take(Link link, Reconnection.Attempt<T> attempt) throws ConversionException, InterruptedException {
        turn.lockInterruptibly();
        try {
            Failure last = failure;
            if (last != null && !last.link().equals(link) && last.old().remainingNanos() > 0) {
                throw last.why();
            }
            T made = attempt.make();
            reached();
            return made;
        } catch (ConnectionException e) {
            remember(link, e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Makes one attempt of a connection that is only an optimisation, when the turn is free in this time. Its failure
     * says nothing to the others.
     *
     * @return null when others have had the turn all the time
     */
    public <T> @Nullable T takeIfFree(Duration wait, Attempt<T> attempt)
            throws ConnectionException, InterruptedException {
        if (!turn.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        try {
            return attempt.make();
        } finally {
            turn.unlock();
        }
    }

    /**
     * One attempt to connect, which does nothing else.
     *
     * @param <T>
     *            the connection
     */
    @FunctionalInterface
    public interface Attempt<T> {
        T make() throws ConnectionException, InterruptedException;
    }

    /** Waits so long, or until another connection reaches the server. */
    void pause(Duration pause) throws InterruptedException {
        Deadline end = Deadline.in(pause);
        state.lockInterruptibly();
        try {
            int before = successes;
            while (successes == before && end.remainingNanos() > 0) {
                reached.awaitNanos(end.remainingNanos());
            }
        } finally {
            state.unlock();
        }
    }

    /** How many connections have been made again so far. */
    int successes() {
        state.lock();
        try {
            return successes;
        } finally {
            state.unlock();
        }
    }

    private void reached() {
        failure = null;
        state.lock();
        try {
            successes++;
            reached.signalAll();
        } finally {
            state.unlock();
        }
    }

    /** Only a failure of the server or the way there is everybody's; one that is shared stays as old as it is. */
    private void remember(Link link, ConnectionException why) {
        Failure last = failure;
        if (ConnectErrors.isUnreached(why) && (last == null || last.why() != why)) {
            failure = new Failure(link, why, Deadline.in(SHARED));
        }
    }
}
