package org.virtp2v.ssh.internal;

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
import org.virtp2v.ssh.internal.run.PortAnnouncement;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Sshd;

/**
 * A data connection. Where there is a relay, which keeps virt-v2v waiting meanwhile, a thread of its own makes it again
 * when it is lost: with a port of its own that is looked at as the first one was, and told to the relay. Without one
 * nothing would be left to come back to.
 */
final class SshDataConnection implements DataConnection {
    private static final Logger LOG = Logger.getLogger(SshDataConnection.class.getName());
    private static final long LOOK_MILLIS = 200;
    private static final long CLOSE_MILLIS = 3000;

    private final Connector connector;
    private final Link link;
    private final DiskForward.Disk disk;
    private final Reconnection reconnection;
    /** The server's processes of what was lost, and not ended yet; the keeper's. */
    private final List<Sshd> stale = new ArrayList<>();
    private volatile @Nullable Thread keeper;
    private volatile @Nullable ConnectionException whyLost;
    private DiskForward forward;
    private @Nullable String directory;
    private boolean making;
    private boolean ended;

    private SshDataConnection(Connector connector, Link link, DiskForward.Disk disk, DiskForward forward) {
        this.connector = connector;
        this.link = link;
        this.disk = disk;
        this.forward = forward;
        this.reconnection = connector.reconnection(link, this::isEnded);
    }

    /**
     * A connection that is open.
     *
     * @param connector
     *            where it goes back to, and makes others
     * @param link
     *            which disk's it is
     * @param forward
     *            the port that leads to the disk
     */
    static SshDataConnection of(Connector connector, Link link, DiskForward.Disk disk, DiskForward forward) {
        SshDataConnection data = new SshDataConnection(connector, link, disk, forward);
        if (forward.interpreter() != null && data.reconnection.isWanted()) {
            forward.connection().renewable();
            data.keeper = Blocking.start("keeper of disk " + link.disk(), data::keep);
        }
        return data;
    }

    @Override
    public int remotePort() {
        return current().port();
    }

    @Override
    public @Nullable String relayInterpreter() {
        return current().interpreter();
    }

    @Override
    public void announce(String remoteDirectory) throws ConnectionException, ServerException, InterruptedException {
        DiskForward first;
        synchronized (this) {
            directory = remoteDirectory;
            first = forward;
        }
        for (DiskForward to = first;;) {
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
        PortAnnouncement.write(new RemoteShell(to.connection(), disk.login()), disk.login(), remoteDirectory,
                link.disk(), to.port(), disk.options().scriptLimit());
    }

    /** Waits for another port than this one. */
    private synchronized DiskForward next(DiskForward before, ConnectionException lost)
            throws ConnectionException, InterruptedException {
        while (forward == before && !ended && keeper != null) {
            wait();
        }
        if (forward == before) {
            throw lost;
        }
        return forward;
    }

    @Override
    public synchronized boolean isOpen() {
        return !ended && (keeper != null || forward.connection().isOpen());
    }

    @Override
    public @Nullable ConnectionException whyLost() {
        return whyLost;
    }

    @Override
    public boolean isCompressed() {
        return current().connection().isCompressed();
    }

    /** Ends all of it at once, also an attempt to make it again. */
    @Override
    public void close() {
        Thread running = keeper;
        end();
        if (running != null) {
            running.interrupt();
        }
        connector.release(current().connection());
        try {
            if (running != null) {
                running.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized DiskForward current() {
        return forward;
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
                if (!current().connection().isOpen()) {
                    endLater(current());
                    makes(true);
                    try {
                        reconnection.make(ConnectErrors.lost(disk.login(), null), this::makeAgain);
                    } finally {
                        makes(false);
                    }
                }
            }
        } catch (InterruptedException e) {
            // closed, or given up
        } catch (ConnectionException e) {
            whyLost = e;
            LOG.log(reconnection.isWanted() ? Level.WARNING : Level.FINE, e,
                    () -> "disk " + link.disk() + " has lost its connection for good");
        } finally {
            end();
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
        DiskForward before = current();
        connector.release(before.connection());
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
            forward = next;
            notifyAll();
        }
        return !ended;
    }
}
