package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.PeerWatch;
import org.virtp2v.ssh.internal.connection.Reconnection;
import org.virtp2v.ssh.internal.connection.Retries;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.connection.Turns;
import org.virtp2v.ssh.internal.hostkey.HostKeys;
import org.virtp2v.ssh.internal.hostkey.KnownHosts;
import org.virtp2v.ssh.internal.identity.Credentials;

/**
 * Makes the connections of one run to one server, knows and watches them, and closes them in the end. Here is what they
 * have in common: the pinned host key, the credentials, and {@link Turns}. Safe for use by any thread.
 */
final class ServerConnector implements Connector, Logins.Keeper, AutoCloseable {
    /**
     * How long a server may take to answer where a connection is made again. TCP asks at 0, 1, 3, 7 and then 15
     * seconds; a network that comes back is found sooner by a new attempt than by what follows.
     */
    private static final Duration REACH = Duration.ofSeconds(12);

    /** A further connection keeps those that are lost from their turn for no longer than this. */
    private static final Duration FURTHER_REACH = Duration.ofSeconds(5);

    /** So long it waits for its own. */
    private static final Duration FURTHER_WAIT = Duration.ofSeconds(20);

    /**
     * Where a connection is made again, a question that nobody answers would hold up the others and the run's limit; it
     * comes again with the next attempt. sshd ends a log-in after 120 seconds (LoginGraceTime).
     */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(110);

    private final Turns turns = new Turns();
    private final ServerLogin login;
    private final Credentials credentials;
    private final Logins logins;
    private final ServerDialog dialog;
    private final SshOptions options;
    private final PeerWatch watch;
    private final Set<SshConnection> connections = new HashSet<>();
    private final List<Runnable> whenGivenUp = new CopyOnWriteArrayList<>();
    private volatile boolean givenUp;
    private boolean closed;

    ServerConnector(ServerLogin login, Credentials credentials, ServerDialog dialog, CipherChoice ciphers,
            SshOptions options) {
        this.login = login;
        this.credentials = credentials;
        this.dialog = dialog;
        this.options = options;
        this.logins = new Logins(login, credentials, new HostKeys(KnownHosts.read(options.knownHosts()), login, dialog),
                ciphers, options, this);
        this.watch = new PeerWatch(this::connections, options.aliveInterval());
    }

    @Override
    public SshConnection connect(Duration limit) throws ConnectionException, InterruptedException {
        return connect(limit, false);
    }

    /** What fails for a reason that may pass is tried again for a while. */
    private SshConnection connect(Duration limit, boolean compress) throws ConnectionException, InterruptedException {
        Retries retries = new Retries(options.retryPauses(), limit, dialog);
        while (true) {
            try {
                return logins.logIn(new Logins.Manner(limit, limit, compress, null, dialog));
            } catch (ConnectionException e) {
                if (isClosed() || !retries.await(e)) {
                    throw e;
                }
            }
        }
    }

    /** Connects once; a server that does not answer at all is given up sooner: there are others. */
    SshConnection connectOnce() throws ConnectionException, InterruptedException {
        Duration limit = options.connectLimit();
        return logins.logIn(new Logins.Manner(limit, atMost(REACH), false, null, dialog));
    }

    @Override
    public SshConnection connectAgain(boolean compress) throws ConnectionException, InterruptedException {
        SshConnection again = logins.logIn(
                new Logins.Manner(options.connectLimit(), atMost(REACH), compress, ANSWER_LIMIT, dialog));
        // from its first moment: a dead one must not hold the turn for long
        again.renewable();
        return again;
    }

    @Override
    public @Nullable SshConnection connectFurther(boolean compress) throws ConnectionException, InterruptedException {
        if (logins.personNeeded() || givenUp || isClosed()) {
            return null;
        }
        Duration limit = atMost(FURTHER_REACH);
        SshConnection further = turns.takeIfFree(FURTHER_WAIT,
                () -> logins.logIn(new Logins.Manner(limit, limit, compress, Duration.ZERO, Logins.NOBODY)));
        if (further != null) {
            further.renewable();
        }
        return further;
    }

    private Duration atMost(Duration reach) {
        Duration limit = options.connectLimit();
        return reach.compareTo(limit) < 0 ? reach : limit;
    }

    /**
     * A step that takes over the connection when it succeeds.
     *
     * @param <T>
     *            what it makes
     */
    @FunctionalInterface
    interface Step<T> {
        T over(SshConnection connection) throws ConnectionException, ServerException, InterruptedException;
    }

    /** Does a step over a connection of its own; again over another one, for a while, when that is lost meanwhile. */
    <T> T over(boolean compress, Step<T> step) throws ConnectionException, ServerException, InterruptedException {
        Retries retries = new Retries(options.retryPauses(), options.connectLimit(), dialog);
        while (true) {
            SshConnection connection = connect(options.connectLimit(), compress);
            boolean done = false;
            ConnectionException lost;
            try {
                T result = step.over(connection);
                done = true;
                return result;
            } catch (ConnectionException e) {
                lost = e;
            } finally {
                if (!done) {
                    release(connection);
                }
            }
            // What has such a cause has left something behind, which somebody must be told.
            if (isClosed() || lost.getCause() instanceof ConnectionException || !retries.await(lost)) {
                throw lost;
            }
        }
    }

    @Override
    public Reconnection reconnection(Link link, BooleanSupplier over) {
        return new Reconnection(link, login, dialog, turns, () -> givenUp || isClosed() || over.getAsBoolean());
    }

    /** Has this done, too, when the connections are given up. */
    void whenGivenUp(Runnable action) {
        whenGivenUp.add(action);
    }

    @Override
    public void giveUp() {
        givenUp = true;
        whenGivenUp.forEach(Runnable::run);
    }

    @Override
    public synchronized void register(SshConnection connection) throws ConnectionException {
        if (closed) {
            throw ConnectErrors.closed(login);
        }
        connections.add(connection);
    }

    @Override
    public void release(SshConnection connection) {
        synchronized (this) {
            connections.remove(connection);
        }
        connection.close();
    }

    private synchronized List<SshConnection> connections() {
        return List.copyOf(connections);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        List<SshConnection> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(connections);
            connections.clear();
        }
        watch.close();
        all.parallelStream().forEach(SshConnection::close);
        credentials.forget();
    }
}
