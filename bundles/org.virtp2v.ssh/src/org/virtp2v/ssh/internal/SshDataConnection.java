package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Link;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.Reconnection;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.further.ConnectionCount;
import org.virtp2v.ssh.internal.run.PortAnnouncement;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Sshd;

/**
 * A data connection. Where there is a relay, which keeps virt-v2v waiting meanwhile, a thread of its own, the keeper,
 * makes it again when it is lost: with a port of its own that is looked at as the first one was, and told to the relay.
 * Without one nothing would be left to come back to. The keeper also has further SSH connections made beside it, which
 * the relay spreads the disk's requests over: as long as one of them is there, nothing is lost.
 */
final class SshDataConnection implements DataConnection {
    private static final Logger LOG = Logger.getLogger(SshDataConnection.class.getName());
    private static final long LOOK_MILLIS = 200;
    private static final long CLOSE_MILLIS = 3000;
    /** The keeper has others to look after. */
    private static final Duration TELL_LIMIT = Duration.ofSeconds(10);
    private static final long TELL_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connector connector;
    private final Link link;
    private final DiskForward.Disk disk;
    private final Reconnection reconnection;
    /** The server's processes of what was lost, and not ended yet; the keeper's. */
    private final List<Sshd> stale = new ArrayList<>();
    private volatile @Nullable Thread keeper;
    private volatile @Nullable ConnectionException whyLost;
    private final Carriers carriers;
    private final FurtherConnections further;
    private @Nullable String directory;
    /** The ports that the relay knows; null: none yet. */
    private @Nullable List<Integer> told;
    /** When it was in vain; the keeper's. */
    private long notToldAt = System.nanoTime() - TELL_AGAIN_NANOS;
    private boolean making;
    private boolean ended;

    private SshDataConnection(Connector connector, Link link, DiskForward.Disk disk, ConnectionCount count,
            DiskForward forward) {
        this.connector = connector;
        this.link = link;
        this.disk = disk;
        this.carriers = new Carriers(forward);
        this.further = new FurtherConnections(connector, disk, count);
        this.reconnection = connector.reconnection(link, this::isEnded);
    }

    /**
     * A connection that is open.
     *
     * @param connector
     *            where it goes back to, and makes others
     * @param link
     *            which disk's it is
     * @param count
     *            how many connections there should be
     * @param forward
     *            the port that leads to the disk
     */
    static SshDataConnection of(Connector connector, Link link, DiskForward.Disk disk, ConnectionCount count,
            DiskForward forward) {
        SshDataConnection data = new SshDataConnection(connector, link, disk, count, forward);
        boolean renewed = data.reconnection.isWanted();
        if (forward.interpreter() != null && (renewed || disk.login().connections().most() > 1)) {
            if (renewed) {
                forward.connection().renewable();
            }
            data.keeper = Blocking.start("keeper of disk " + link.disk(), data::keep);
        }
        return data;
    }

    @Override
    public int remotePort() {
        return carriers.first().port();
    }

    @Override
    public @Nullable String relayInterpreter() {
        return carriers.first().interpreter();
    }

    @Override
    public void announce(String remoteDirectory) throws ConnectionException, ServerException, InterruptedException {
        synchronized (this) {
            directory = remoteDirectory;
        }
        for (DiskForward to = carriers.first();;) {
            try {
                announce(to, remoteDirectory);
                return;
            } catch (ConnectionException e) {
                to = next(to, e);
            }
        }
    }

    private void announce(DiskForward to, String remoteDirectory)
            throws ConnectionException, ServerException, InterruptedException {
        announce(to, remoteDirectory, List.of(to.port()), disk.options().scriptLimit());
    }

    private void announce(DiskForward over, String remoteDirectory, List<Integer> ports, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        PortAnnouncement.write(new RemoteShell(over.connection(), disk.login()), disk.login(), remoteDirectory,
                link.disk(), ports, limit);
        synchronized (this) {
            told = ports;
        }
    }

    /** Waits for another port than this one. */
    private synchronized DiskForward next(DiskForward before, ConnectionException lost)
            throws ConnectionException, InterruptedException {
        while (carriers.first() == before && !ended && keeper != null) {
            wait();
        }
        if (carriers.first() == before) {
            throw lost;
        }
        return carriers.first();
    }

    @Override
    public synchronized boolean isOpen() {
        return !ended && (keeper != null || carriers.first().connection().isOpen());
    }

    @Override
    public @Nullable ConnectionException whyLost() {
        return whyLost;
    }

    @Override
    public int most() {
        return carriers.most();
    }

    @Override
    public boolean isCompressed() {
        return carriers.first().connection().isCompressed();
    }

    /** Ends all of it at once, also an attempt to make it again. */
    @Override
    public void close() {
        Thread running = keeper;
        end();
        if (running != null) {
            running.interrupt();
        }
        releaseAll();
        try {
            if (running != null) {
                running.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void releaseAll() {
        carriers.all().parallelStream().forEach(each -> connector.release(each.connection()));
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void keep() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                List<DiskForward> lost = carriers.lost();
                lost.forEach(this::endLater);
                if (lost.size() == carriers.count()) {
                    further.abandon();
                    makeAgainWhenLost();
                } else {
                    lost.forEach(this::doWithout);
                    lookForMore();
                }
            }
        } catch (InterruptedException e) {
            // closed, or given up
        } catch (ConnectionException e) {
            whyLost = e;
            LOG.log(reconnection.isWanted() ? Level.WARNING : Level.FINE, e,
                    () -> "disk " + link.disk() + " has lost its connection for good");
        } finally {
            further.abandon();
            end();
            releaseAll();
        }
    }

    private void makeAgainWhenLost() throws ConnectionException, InterruptedException {
        makes(true);
        try {
            reconnection.make(ConnectErrors.lost(disk.login(), null), this::makeAgain);
        } finally {
            makes(false);
        }
    }

    /** One of several is lost, or too many: no outage. */
    private void doWithout(DiskForward one) {
        synchronized (this) {
            carriers.remove(one);
            notifyAll();
        }
        connector.release(one.connection());
    }

    private void lookForMore() throws InterruptedException {
        String known;
        List<Integer> before;
        synchronized (this) {
            known = directory;
            before = told;
        }
        if (known == null || before == null) {
            return; // the relay is not there yet
        }
        DiskForward spare = further.look(carriers, stale);
        if (spare != null) {
            // The relay asks others for what this one has not answered; a line that is dead does not tell the server.
            endLater(spare);
            doWithout(spare);
        }
        List<Integer> ports = carriers.ports();
        if (ports.equals(before) || System.nanoTime() - notToldAt < TELL_AGAIN_NANOS) {
            return;
        }
        try {
            announce(carriers.last(), known, ports, TELL_LIMIT);
        } catch (ConversionException e) {
            notToldAt = System.nanoTime();
            LOG.log(Level.FINE, e, () -> "the relay does not know the ports of disk " + link.disk());
        }
    }

    private synchronized void makes(boolean now) {
        making = now;
        if (!now && !ended) {
            Thread.interrupted(); // what was to end the attempt came too late
        }
    }

    /** Ends an attempt to make it again, if there is one: the run is being stopped. */
    synchronized void giveUp() {
        Thread running = keeper;
        if (making && running != null) {
            running.interrupt();
        }
    }

    private DiskForward makeAgain() throws ConversionException, InterruptedException {
        DiskForward before = carriers.first();
        releaseAll();
        SshConnection connection = connector.connectAgain(disk.login().compress());
        DiskForward next = null;
        boolean taken = false;
        try {
            next = DiskForward.open(disk, connection, before, List.copyOf(stale));
            stale.clear();
            String known = announcedTo();
            if (known != null) {
                announce(next, known);
            }
            taken = take(next);
            if (!taken) {
                throw ConnectErrors.closed(disk.login());
            }
            return next;
        } finally {
            if (!taken) {
                endLater(next);
                connector.release(connection);
            }
        }
    }

    /** Has the server's process of this one ended by the next that gets so far. */
    private void endLater(@Nullable DiskForward lost) {
        Sshd sshd = lost == null ? null : lost.sshd();
        if (sshd != null) {
            stale.add(sshd);
        }
    }

    private synchronized @Nullable String announcedTo() {
        return directory;
    }

    /** The port from now on, unless all has ended. */
    private synchronized boolean take(DiskForward next) {
        if (!ended) {
            carriers.replace(next);
            notifyAll();
        }
        return !ended;
    }
}
