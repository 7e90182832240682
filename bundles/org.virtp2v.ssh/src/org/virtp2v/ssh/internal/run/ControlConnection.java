package org.virtp2v.ssh.internal.run;

import java.time.Duration;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.Reconnection;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * The control connection of a run, which may be lost: whoever needs one gets a new one then. It has one session at a
 * time, as servers may allow no more. Thread-safe, but only one thread at a time may {@linkplain #comeBack come back}.
 */
final class ControlConnection implements AutoCloseable {
    private final Connector connector;
    private final ServerLogin login;
    private final Reconnection reconnection;
    private SshConnection current;
    /** Ended from here, which takes a moment to be seen. */
    private boolean abandoned;
    private boolean closed;
    private volatile boolean givenUp;

    /** Takes over a connection that is open. */
    ControlConnection(Connector connector, SshConnection current, ServerLogin login) {
        this.connector = connector;
        this.current = current;
        this.login = login;
        this.reconnection = connector.reconnection(Link.CONTROL, this::isOver);
    }

    /** What is done first over a connection that was made again. */
    @FunctionalInterface
    interface FirstStep<T> {
        T over(RemoteShell shell) throws ConnectionException, ServerException, InterruptedException;
    }

    /**
     * A shell on the server; over a new connection if the last one is lost.
     *
     * @param limit
     *            the longest time to spend on a new connection
     */
    RemoteShell shell(Duration limit) throws ConnectionException, InterruptedException {
        return new RemoteShell(open(limit), login);
    }

    /** The same, for what {@linkplain #comeBack comes back} when the connection is lost. */
    RemoteShell renewableShell(Duration limit) throws ConnectionException, InterruptedException {
        RemoteShell shell = shell(limit);
        if (reconnection.isWanted()) {
            shell.connection().renewable();
        }
        return shell;
    }

    private SshConnection open(Duration limit) throws ConnectionException, InterruptedException {
        synchronized (this) {
            if (!abandoned && current.isOpen()) {
                return current;
            }
            connector.release(current);
            if (closed) {
                throw ConnectErrors.lost(login, null);
            }
        }
        SshConnection fresh = connector.connect(limit);
        adopt(fresh, false);
        return fresh;
    }

    /**
     * Makes the connection again, as long as that may take.
     *
     * @param lost
     *            how it was lost
     * @return the result of the first step over it
     */
    <T> T comeBack(ConnectionException lost, FirstStep<T> step) throws ConnectionException, InterruptedException {
        abandon();
        return reconnection.make(lost, () -> {
            SshConnection fresh = connector.connectAgain(false);
            adopt(fresh, givenUp);
            return step.over(new RemoteShell(fresh, login));
        });
    }

    /** It is the control connection from now on, in the place of the one that was lost, unless it comes too late. */
    private void adopt(SshConnection fresh, boolean late) throws ConnectionException {
        SshConnection useless;
        synchronized (this) {
            useless = closed || late ? fresh : current;
            if (useless != fresh) {
                current = fresh;
                abandoned = false;
            }
        }
        connector.release(useless);
        if (useless == fresh) {
            throw ConnectErrors.lost(login, null);
        }
    }

    /** Takes it for lost: it may look open and be dead, or be stuck. */
    void abandon() {
        synchronized (this) {
            abandoned = true;
            current.abort();
        }
    }

    /** Nobody comes back any more, and all of the run's connections give up trying that. */
    void giveUp() {
        givenUp = true;
        connector.giveUp();
    }

    private synchronized boolean isOver() {
        return closed || givenUp;
    }

    @Override
    public void close() {
        SshConnection last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        connector.release(last);
    }
}
