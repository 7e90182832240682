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
    private static final Duration DISCARD_LIMIT = Duration.ofSeconds(5);

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
        List<String> missing = upload(directory, all);
        return new SshRemoteRun(connector, control, login, directory.path(), missing, limit);
    }

    /** Copies all of them, or takes the directory away: there may be secrets in it. */
    private static List<String> upload(RemoteDirectory directory, List<RemoteFile> files)
            throws ConnectionException, ServerException, InterruptedException {
        try {
            return directory.upload(files);
        } catch (ConnectionException | ServerException | InterruptedException e) {
            discard(directory);
            throw e;
        }
    }

    private static void discard(RemoteDirectory directory) {
        try {
            directory.discard(DISCARD_LIMIT);
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "cannot remove the directory", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
