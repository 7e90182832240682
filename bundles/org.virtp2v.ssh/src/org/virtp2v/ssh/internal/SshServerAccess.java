package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.LoginPrompt;
import org.virtp2v.ssh.internal.connection.LoginTime;
import org.virtp2v.ssh.internal.connection.PeerWatch;
import org.virtp2v.ssh.internal.connection.Reconnection;
import org.virtp2v.ssh.internal.connection.Retries;
import org.virtp2v.ssh.internal.connection.SessionSettings;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.connection.Turns;
import org.virtp2v.ssh.internal.connection.UnusedMacs;
import org.virtp2v.ssh.internal.connection.WatchedSocket;
import org.virtp2v.ssh.internal.further.ConnectionCount;
import org.virtp2v.ssh.internal.further.Traffic;
import org.virtp2v.ssh.internal.hostkey.Fingerprint;
import org.virtp2v.ssh.internal.hostkey.HostKeyAlgorithms;
import org.virtp2v.ssh.internal.hostkey.HostKeyCheck;
import org.virtp2v.ssh.internal.hostkey.HostKeys;
import org.virtp2v.ssh.internal.hostkey.HostKeys.Verdict;
import org.virtp2v.ssh.internal.hostkey.KnownHosts;
import org.virtp2v.ssh.internal.identity.Credentials;
import org.virtp2v.ssh.internal.inspection.SshInspection;
import org.virtp2v.ssh.internal.inspection.VirtV2vProbe;
import org.virtp2v.ssh.internal.run.RunPreparation;
import org.virtp2v.ssh.internal.run.WaitingRuns;
import org.virtp2v.ssh.internal.script.RemoteShell;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;

/**
 * One run's way to one server. It knows every connection that it made, watches them, and closes them in the end.
 * Connections that the run needs to the end are made again when they are lost, by those who hold them: the data
 * connections ({@link SshDataConnection}) and the control connection while the run is followed. Here is what they have
 * in common: the pinned host key, the credentials, and {@link Turns}.
 */
final class SshServerAccess implements ServerAccess, Connector {
    /**
     * How long a server may take to answer where a connection is made again. TCP asks at 0, 1, 3, 7 and then 15
     * seconds; a network that comes back is found sooner by a new attempt than by what follows.
     */
    private static final Duration REACH = Duration.ofSeconds(12);

    /** A further connection keeps those that are lost from their turn for no longer than this. */
    private static final Duration FURTHER_REACH = Duration.ofSeconds(5);

    /** So long it waits for its own. */
    private static final Duration FURTHER_WAIT = Duration.ofSeconds(20);

    /** For a further connection, which asks nobody and tells nobody anything. */
    private static final ServerDialog NOBODY = key -> {
    };

    /**
     * Where a connection is made again, a question that nobody answers would hold up the others and the run's limit; it
     * comes again with the next attempt. sshd ends a log-in after 120 seconds (LoginGraceTime).
     */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(110);

    private final JSch jsch = new JSch();
    private final Turns turns = new Turns();
    private final ServerLogin login;
    private final Credentials credentials;
    private final HostKeys hostKeys;
    private final ServerDialog dialog;
    private final CipherChoice ciphers;
    private final SshOptions options;
    private final PeerWatch watch;
    private final Set<SshConnection> connections = new HashSet<>();
    private final UnusedMacs unusedMacs = new UnusedMacs();
    private final List<SshDataConnection> opened = new CopyOnWriteArrayList<>();
    private final Traffic traffic = new Traffic();
    /** Whether any log-in needed one: then they are not asked for what is only an optimisation. */
    private volatile boolean personNeeded;
    private volatile boolean givenUp;
    private boolean closed;

    SshServerAccess(ServerLogin login, Credentials credentials, ServerDialog dialog, CipherChoice ciphers,
            SshOptions options) {
        this.login = login;
        this.credentials = credentials;
        this.dialog = dialog;
        this.hostKeys = new HostKeys(KnownHosts.read(options.knownHosts()), login, dialog);
        this.ciphers = ciphers;
        this.options = options;
        this.watch = new PeerWatch(this::connections, options.aliveInterval());
    }

    @Override
    public ServerInfo test() throws ConnectionException, ServerException, InterruptedException {
        return overShell(shell -> new VirtV2vProbe(login).run(shell, options.scriptLimit()));
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
        SshConnection again = connectOnce(limit, REACH.compareTo(limit) < 0 ? REACH : limit, compress, ANSWER_LIMIT,
                dialog);
        // from its first moment: a dead one must not hold the turn for long
        again.renewable();
        return again;
    }

    @Override
    public @Nullable SshConnection connectFurther(boolean compress) throws ConnectionException, InterruptedException {
        if (personNeeded || givenUp || isClosed()) {
            return null;
        }
        Duration limit = options.connectLimit().compareTo(FURTHER_REACH) < 0 ? options.connectLimit() : FURTHER_REACH;
        SshConnection further = turns.takeIfFree(FURTHER_WAIT,
                () -> connectOnce(limit, limit, compress, Duration.ZERO, NOBODY));
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
                return connectOnce(limit, limit, compress, null, dialog);
            } catch (ConnectionException e) {
                if (isClosed() || !retries.await(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * A server that wants more than the identity is logged in to anew, with everything there is. A key that needs a
     * decision ends the connection, and another one is made when it is accepted: so the server's limits do not matter
     * while a person thinks. Also, the server may have another type of key that is the named one.
     */
    private SshConnection connectOnce(Duration limit, Duration reach, boolean compress,
            @Nullable Duration answers, ServerDialog asked) throws ConnectionException, InterruptedException {
        List<HostKey> notNamed = new ArrayList<>();
        ConnectionException mismatch = null;
        while (true) {
            HostKeyCheck hostKey = new HostKeyCheck(hostKeys);
            Set<String> useless = notNamed.stream().map(HostKey::type).collect(Collectors.toSet());
            String algorithms = HostKeyAlgorithms.offer(!hostKeys.authorities().isEmpty(), useless);
            if (mismatch != null && algorithms.isEmpty()) {
                throw mismatch;
            }
            try {
                return attempt(new Attempt(limit, reach, hostKey, algorithms, compress, notNamed, answers, asked));
            } catch (ConnectionException e) {
                byte[] key = hostKey.shown();
                if (unusedMacs.learn(e)) {
                    continue;
                }
                if (credentials.learn(ConnectErrors.offered(e))) {
                    continue;
                }
                if (key != null && hostKey.verdict() instanceof Verdict.NotNamed) {
                    mismatch = e;
                    notNamed.add(Fingerprint.of(key));
                } else if (mismatch != null && e.getCause() instanceof JSchAlgoNegoFailException) {
                    throw mismatch; // the server has no other type of key
                } else if (key == null || !(hostKey.verdict() instanceof Verdict.Unknown) || asked == NOBODY
                        || !hostKeys.trust(key)) {
                    throw e;
                }
            }
        }
    }

    private SshConnection attempt(Attempt attempt) throws ConnectionException, InterruptedException {
        LoginTime time = new LoginTime(attempt.limit(), attempt.answers());
        WatchedSocket socket = new WatchedSocket(Deadline.in(attempt.reach()));
        LoginPrompt prompt = new LoginPrompt(credentials.password(), credentials.wantsMore(), attempt.asked(), time);
        ConnectErrors errors = new ConnectErrors(login, credentials, prompt, attempt.hostKey(), attempt.limit(),
                attempt.reach(), attempt.notNamed());
        SshConnection connection = new SshConnection(session(attempt, socket, prompt), socket);
        register(connection);
        boolean open = false;
        try {
            connection.open(time, errors);
            open = true;
            if (prompt.neededPerson()) {
                personNeeded = true;
            }
        } finally {
            if (!open) {
                release(connection);
            }
            hostKeys.report();
        }
        return connection;
    }

    /**
     * One try to connect, with host keys of these algorithms; keys that were not the named one were shown before. The
     * server has to answer within its reach, and people until their answers are not waited for any more; they are asked
     * there.
     */
    private record Attempt(Duration limit, Duration reach, HostKeyCheck hostKey, String hostKeyAlgorithms,
            boolean compress,
            List<HostKey> notNamed, @Nullable Duration answers, ServerDialog asked) {
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

    private Session session(Attempt attempt, WatchedSocket socket, LoginPrompt prompt) {
        try {
            Session session = jsch.getSession(login.username(), login.host(), login.port());
            session.setIdentityRepository(credentials);
            session.setUserInfo(prompt);
            session.setHostKeyRepository(attempt.hostKey());
            session.setSocketFactory(socket);
            session.setDaemonThread(true);
            session.setServerAliveInterval((int) options.aliveInterval().toMillis());
            session.setServerAliveCountMax(options.aliveCount());
            SessionSettings.apply(session, ciphers, credentials.methods(), attempt.hostKeyAlgorithms(),
                    unusedMacs.names(), attempt.compress());
            return session;
        } catch (JSchException e) {
            throw new IllegalArgumentException(e); // no user name or host, or a negative interval
        }
    }

    private synchronized void register(SshConnection connection) throws ConnectionException {
        if (closed) {
            throw ConnectErrors.closed(login);
        }
        connections.add(connection);
    }

    private synchronized List<SshConnection> connections() {
        return List.copyOf(connections);
    }
}
