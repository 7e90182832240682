package org.virtp2v.ssh.internal;

import java.util.List;
import java.util.Optional;
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
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.core.server.SlotRequest;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.further.ConnectionCount;
import org.virtp2v.ssh.internal.further.Traffic;
import org.virtp2v.ssh.internal.inspection.SshInspection;
import org.virtp2v.ssh.internal.inspection.VirtV2vProbe;
import org.virtp2v.ssh.internal.run.RunList;
import org.virtp2v.ssh.internal.run.RunPreparation;
import org.virtp2v.ssh.internal.run.WaitingRuns;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.slot.Slots;

/**
 * One run's way to one server. Connections that the run needs to the end are made again when they are lost, by those
 * who hold them: the data connections ({@link SshDataConnection}) and the control connection while the run is followed.
 */
final class SshServerAccess implements ServerAccess {
    private static final Logger LOG = Logger.getLogger(SshServerAccess.class.getName());

    private final ServerLogin login;
    private final SshOptions options;
    private final ServerConnector connector;
    private final Traffic traffic = new Traffic();

    SshServerAccess(ServerLogin login, SshOptions options, ServerConnector connector) {
        this.login = login;
        this.options = options;
        this.connector = connector;
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
        SshConnection connection = connect();
        RunSlot slot = null;
        try {
            slot = slots().take(new RemoteShell(connection, login), request, () -> connector.release(connection));
            return slot;
        } finally {
            if (slot == null) {
                connector.release(connection);
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

    /** A question that is not asked again where the server cannot be reached. */
    private <T> T once(Query<T> query) throws ConnectionException, ServerException, InterruptedException {
        SshConnection connection = connector.connectOnce();
        try {
            return query.over(new RemoteShell(connection, login));
        } finally {
            connector.release(connection);
        }
    }

    @Override
    public ServerInspection inspect() throws ConnectionException, InterruptedException {
        return new SshInspection(connector, connect(), login, options.connectLimit(), options.clock(),
                options.random());
    }

    @Override
    public DataConnection openDataConnection(Link link, Dialer dialer, ExportKey key)
            throws ConnectionException, ServerException, InterruptedException {
        Traffic.OfDisk counted = traffic.disk();
        DiskForward.Disk disk = new DiskForward.Disk(counted.counting(dialer), key, login, options);
        ConnectionCount count = ConnectionCount.of(login.connections(), counted, options.rule());
        return connector.over(login.compress(), connection -> {
            SshDataConnection data = SshDataConnection.of(connector, link, disk, count,
                    DiskForward.open(disk, connection, null, List.of()));
            connector.whenGivenUp(data::giveUp);
            return data;
        });
    }

    @Override
    public RemoteRun prepare(List<RemoteFile> files) throws ConnectionException, ServerException, InterruptedException {
        RunPreparation preparation = new RunPreparation(login, options.clock(), options.random(),
                options.scriptLimit());
        return connector.over(false, connection -> preparation.prepare(connector, connection, files));
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
        return connector.over(false, connection -> waiting().adopt(connector, connection, run));
    }

    @Override
    public ServerRuns runs() throws ConnectionException, InterruptedException {
        return new RunList(connector, connect(), login, options.scriptLimit());
    }

    private WaitingRuns waiting() {
        return new WaitingRuns(login, options.scriptLimit());
    }

    /** A step that needs a connection only while it lasts. */
    private <T> T overShell(Query<T> query) throws ConnectionException, ServerException, InterruptedException {
        return connector.over(false, connection -> {
            T result = query.over(new RemoteShell(connection, login));
            connector.release(connection);
            return result;
        });
    }

    /** Something that the server is asked. */
    @FunctionalInterface
    private interface Query<T> {
        T over(RemoteShell shell) throws ConnectionException, ServerException, InterruptedException;
    }

    /** What makes its connections. */
    ServerConnector connector() {
        return connector;
    }

    private SshConnection connect() throws ConnectionException, InterruptedException {
        return connector.connect(options.connectLimit());
    }

    @Override
    public void close() {
        connector.close();
    }
}
