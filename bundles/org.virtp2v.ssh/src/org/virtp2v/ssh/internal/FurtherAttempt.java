package org.virtp2v.ssh.internal;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.Sshd;

/**
 * One attempt to make a further connection of a disk, on a thread of its own: it may be stuck, while those that there
 * are need to be looked after. Its failure is nobody's business. Thread-safe.
 */
final class FurtherAttempt {
    private static final Logger LOG = Logger.getLogger(FurtherAttempt.class.getName());

    private final Connector connector;
    private final DiskForward.Disk disk;
    private final DiskForward beside;
    private final List<Sshd> stale;
    private final Thread thread;
    private @Nullable DiskForward made;
    private boolean abandoned;

    /**
     * Begins it.
     *
     * @param beside
     *            one that works
     * @param stale
     *            the server's processes of connections that were lost, which are ended
     */
    FurtherAttempt(Connector connector, DiskForward.Disk disk, DiskForward beside, List<Sshd> stale) {
        this.connector = connector;
        this.disk = disk;
        this.beside = beside;
        this.stale = stale;
        this.thread = Blocking.start("further connection", this::run);
    }

    private void run() {
        DiskForward result = null;
        try {
            result = make();
        } catch (ConversionException e) {
            LOG.log(Level.FINE, e, () -> "there is no further connection");
        } catch (InterruptedException e) {
            // abandoned
        } finally {
            end(result);
        }
    }

    private @Nullable DiskForward make() throws ConversionException, InterruptedException {
        SshConnection connection = connector.connectFurther(disk.login().compress());
        if (connection == null) {
            return null;
        }
        DiskForward result = null;
        try {
            result = DiskForward.open(disk, connection, beside, stale);
            return result;
        } finally {
            if (result == null) {
                connector.release(connection);
            }
        }
    }

    private void end(@Nullable DiskForward result) {
        boolean wanted;
        synchronized (this) {
            wanted = !abandoned;
            made = wanted ? result : null;
        }
        if (!wanted && result != null) {
            connector.release(result.connection());
        }
    }

    /** The server's processes that it ends, if it succeeds. */
    List<Sshd> stale() {
        return stale;
    }

    /** Whether it has ended, either way. */
    boolean isDone() {
        return !thread.isAlive();
    }

    /** The connection, when it has ended well; else null. */
    synchronized @Nullable DiskForward made() {
        return made;
    }

    /** Ends it; what it has made is closed. */
    void abandon() {
        DiskForward unused;
        synchronized (this) {
            abandoned = true;
            unused = made;
            made = null;
        }
        thread.interrupt();
        if (unused != null) {
            connector.release(unused.connection());
        }
    }
}
