package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * Prepares a conversion on the server: its directory, its files and the launcher. All of it, or none.
 *
 * @param clock
 *            for the date in the directory's name
 * @param random
 *            for the rest of that name
 * @param limit
 *            for short actions on the server
 */
public record RunPreparation(ServerLogin login, InstantSource clock, RandomGenerator random, Duration limit) {
    private static final Logger LOG = Logger.getLogger(RunPreparation.class.getName());
    private static final Messages TEXT = Messages.beside(RunPreparation.class);
    private static final Duration DISCARD_LIMIT = Duration.ofSeconds(5);
    /** A network that was down for a moment may be back; a person who cancels does not wait for ever. */
    private static final List<Duration> PAUSES = List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(4));
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    /**
     * Prepares a run.
     *
     * @param connector
     *            makes another control connection when the first is lost, and takes back the last one
     * @param control
     *            the first control connection; the run's from now on, unless this fails
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when a required file cannot be written, or bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public RemoteRun prepare(Connector connector, SshConnection control, List<RemoteFile> files)
            throws ConnectionException, ServerException, InterruptedException {
        RemoteDirectory directory = RemoteDirectory.make(new RemoteShell(control, login), login, clock, random, limit);
        List<RemoteFile> all = new ArrayList<>(files);
        all.add(Launch.script(directory.path()));
        List<String> missing = upload(connector, directory, all);
        return new SshRemoteRun(connector, control, login, directory.path(), missing, limit);
    }

    /** Copies all of them, or takes the directory away, as there may be secrets in it; or tells where it is. */
    private List<String> upload(Connector connector, RemoteDirectory directory, List<RemoteFile> files)
            throws ConnectionException, ServerException, InterruptedException {
        try {
            return directory.upload(files);
        } catch (ConnectionException e) {
            throw isDiscarded(connector, directory) ? e
                    : new ConnectionException(e.reason(), e.getMessage() + " " + left(directory), e);
        } catch (ServerException e) {
            throw isDiscarded(connector, directory) ? e
                    : new ServerException(e.reason(), e.getMessage() + " " + left(directory), e);
        } catch (InterruptedException e) {
            if (!isDiscarded(connector, directory)) {
                LOG.warning(left(directory));
            }
            throw e;
        }
    }

    private String left(RemoteDirectory directory) {
        return TEXT.get("upload.left", login.address(), directory.path());
    }

    /** The connection that was lost is no way to the directory any more. */
    private boolean isDiscarded(Connector connector, RemoteDirectory directory) {
        return Blocking.undisturbed(() -> tryToDiscard(directory) || tryToDiscard(connector, directory), false);
    }

    private boolean tryToDiscard(Connector connector, RemoteDirectory directory) throws InterruptedException {
        for (Duration pause : PAUSES) {
            Thread.sleep(pause);
            try {
                SshConnection fresh = connector.connect(CONNECT_LIMIT);
                try {
                    if (tryToDiscard(directory.over(new RemoteShell(fresh, login)))) {
                        return true;
                    }
                } finally {
                    connector.release(fresh);
                }
            } catch (ConnectionException e) {
                LOG.log(Level.INFO, "cannot connect to remove the directory", e);
            }
        }
        return false;
    }

    private static boolean tryToDiscard(RemoteDirectory directory) throws InterruptedException {
        try {
            return directory.discard(DISCARD_LIMIT);
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "cannot remove the directory", e);
            return false;
        }
    }
}
