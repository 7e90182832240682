package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.core.server.SlotRequest;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.PeerWatch;
import org.virtp2v.ssh.internal.connection.Reconnection;
import org.virtp2v.ssh.internal.connection.Retries;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.connection.Turns;
import org.virtp2v.ssh.internal.further.ConnectionCount;
import org.virtp2v.ssh.internal.further.Traffic;
import org.virtp2v.ssh.internal.hostkey.HostKeys;
import org.virtp2v.ssh.internal.hostkey.KnownHosts;
import org.virtp2v.ssh.internal.identity.Credentials;
import org.virtp2v.ssh.internal.inspection.SshInspection;
import org.virtp2v.ssh.internal.inspection.VirtV2vProbe;
import org.virtp2v.ssh.internal.run.RunList;
import org.virtp2v.ssh.internal.run.RunPreparation;
import org.virtp2v.ssh.internal.run.WaitingRuns;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.slot.Slots;

/**
 * One run's way to one server. It knows every connection that it made, watches them, and closes them in the end.
 * Connections that the run needs to the end are made again when they are lost, by those who hold them: the data
 * connections ({@link SshDataConnection}) and the control connection while the run is followed. Here is what they have
 * in common: the pinned host key, the credentials, and {@link Turns}.
 */
final class SshServerAccess implements ServerAccess, Connector, Logins.Keeper {
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

    private static final Logger LOG = Logger.getLogger(SshServerAccess.class.getName());

    private final Turns turns = new Turns();
    private final ServerLogin login;
    private final Credentials credentials;
    private final Logins logins;
    private final ServerDialog dialog;
    private final SshOptions options;
    private final PeerWatch watch;
    private final Set<SshConnection> connections = new HashSet<>();
    private final List<SshDataConnection> opened = new CopyOnWriteArrayList<>();
    private final Traffic traffic = new Traffic();
    private volatile boolean givenUp;
    private boolean closed;

    SshServerAccess(ServerLogin login, Credentials credentials, ServerDialog dialog, CipherChoice ciphers,
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
    public ServerInfo test() throws ConnectionException, ServerException, InterruptedException {
        return overShell(shell -> new VirtV2vProbe(login).run(shell, options.scriptLimit()));
    }

    @Override
    public ServerLoad load(@Nullable SlotRequest request, @Nullable String storage, boolean patient)
            throws ConnectionException, ServerException, InterruptedException {
        Query<ServerLoad> question = shell -> slots().load(shell, request, storage);
        return patient ? overShell(question) : once(question);
    }

    @Override
    public @Nullable RunSlot slot(SlotRequest request)
            throws ConnectionException, ServerException, InterruptedException {
        SshConnection connection = connect(options.connectLimit());
        RunSlot slot = null;
        try {
            slot = slots().take(new RemoteShell(connection, login), request, () -> release(connection));
            return slot;
        } finally {
            if (slot == null) {
                release(connection);
            }
        }
    }

    @Override
    public void leaveQueue(SlotRequest request) throws InterruptedException {
        try {
            once(shell -> {
                slots().leave(shell, request);
                return request;
            });
        } catch (ConnectionException | ServerException e) {
            LOG.log(Level.FINE, "the queue forgets this machine by itself", e);
        }
    }

    private Slots slots() {
        return new Slots(login, options.scriptLimit());
    }

    /** A question that is not asked again where the server cannot be reached: there are others. */
    private <T> T once(Query<T> query) throws ConnectionException, ServerException, InterruptedException {
        Duration limit = options.connectLimit();
        Duration reach = REACH.compareTo(limit) < 0 ? REACH : limit;
        SshConnection connection = logins.logIn(new Logins.Manner(limit, reach, false, null, dialog));
        try {
            return query.over(new RemoteShell(connection, login));
        } finally {
            release(connection);
        }
    }

    @Override
    public ServerInspection inspect() throws ConnectionException, InterruptedException {
        return new SshInspection(this, connect(options.connectLimit()), login, options.connectLimit(), options.clock(),
                options.random());
    }

    @Override
    public DataConnection openDataConnection(Link link, Dialer dialer, ExportKey key)
            throws ConnectionException, ServerException, InterruptedException {
        Traffic.OfDisk counted = traffic.disk();
        DiskForward.Disk disk = new DiskForward.Disk(counted.counting(dialer), key, login, options);
        ConnectionCount count = ConnectionCount.of(login.connections(), counted, options.rule());
        return over(login.compress(), connection -> {
            SshDataConnection data = SshDataConnection.of(this, link, disk, count,
                    DiskForward.open(disk, connection, null, List.of()));
            opened.add(data);
            return data;
        });
    }

    @Override
    public RemoteRun prepare(List<RemoteFile> files) throws ConnectionException, ServerException, InterruptedException {
        RunPreparation preparation = new RunPreparation(login, options.clock(), options.random(),
                options.scriptLimit());
        return over(false, connection -> preparation.prepare(this, connection, files));
    }

    @Override
    public List<WaitingRun> waitingRuns() throws ConnectionException, ServerException, InterruptedException {
        return overShell(shell -> waiting().list(shell));
    }

    @Override
    public @Nullable String read(WaitingRun run, String name)
            throws ConnectionException, ServerException, InterruptedException {
        return overShell(shell -> Optional.ofNullable(waiting().read(shell, run, name))).orElse(null);
    }

    @Override
    public RemoteRun adopt(WaitingRun run) throws ConnectionException, ServerException, InterruptedException {
        return over(false, connection -> waiting().adopt(this, connection, run));
    }

    @Override
    public ServerRuns runs() throws ConnectionException, InterruptedException {
        return new RunList(this, connect(options.connectLimit()), login, options.scriptLimit());
    }

    private WaitingRuns waiting() {
        return new WaitingRuns(login, options.scriptLimit());
    }

    /** A step that needs a connection only while it lasts. */
    private <T> T overShell(Query<T> query) throws ConnectionException, ServerException, InterruptedException {
        return over(false, connection -> {
            T result = query.over(new RemoteShell(connection, login));
            release(connection);
            return result;
        });
    }

    /** Something that the server is asked. */
    @FunctionalInterface
    private interface Query<T> {
        T over(RemoteShell shell) throws ConnectionException, ServerException, InterruptedException;
    }

    /** A step that takes over the connection when it succeeds. */
    @FunctionalInterface
    private interface Step<T> {
        T over(SshConnection connection) throws ConnectionException, ServerException, InterruptedException;
    }

    /** Does a step over a connection of its own; again over another one, for a while, when that is lost meanwhile. */
    private <T> T over(boolean compress, Step<T> step)
            throws ConnectionException, ServerException, InterruptedException {
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
    public SshConnection connect(Duration limit) throws ConnectionException, InterruptedException {
        return connect(limit, false);
    }

    @Override
    public SshConnection connectAgain(boolean compress) throws ConnectionException, InterruptedException {
        Duration limit = options.connectLimit();
        SshConnection again = logins
                .logIn(new Logins.Manner(limit, REACH.compareTo(limit) < 0 ? REACH : limit, compress,
                        ANSWER_LIMIT, dialog));
        // from its first moment: a dead one must not hold the turn for long
        again.renewable();
        return again;
    }

    @Override
    public @Nullable SshConnection connectFurther(boolean compress) throws ConnectionException, InterruptedException {
        if (logins.personNeeded() || givenUp || isClosed()) {
            return null;
        }
        Duration limit = options.connectLimit().compareTo(FURTHER_REACH) < 0 ? options.connectLimit() : FURTHER_REACH;
        SshConnection further = turns.takeIfFree(FURTHER_WAIT,
                () -> logins.logIn(new Logins.Manner(limit, limit, compress, Duration.ZERO, Logins.NOBODY)));
        if (further != null) {
            further.renewable();
        }
        return further;
    }

    @Override
    public Reconnection reconnection(Link link, BooleanSupplier over) {
        return new Reconnection(link, login, dialog, turns, () -> givenUp || isClosed() || over.getAsBoolean());
    }

    @Override
    public void giveUp() {
        givenUp = true;
        opened.forEach(SshDataConnection::giveUp);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /**
     * What fails for a reason that may pass is tried again for a while.
     */
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

    @Override
    public void release(SshConnection connection) {
        synchronized (this) {
            connections.remove(connection);
        }
        connection.close();
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

    @Override
    public synchronized void register(SshConnection connection) throws ConnectionException {
        if (closed) {
            throw ConnectErrors.closed(login);
        }
        connections.add(connection);
    }

    private synchronized List<SshConnection> connections() {
        return List.copyOf(connections);
    }
}
