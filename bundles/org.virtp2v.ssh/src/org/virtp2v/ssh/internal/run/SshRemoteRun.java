package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * A conversion in its remote directory. The control connection is a means that may be lost: whatever needs one makes a
 * new one then. It has one session at a time, as servers may allow no more.
 */
final class SshRemoteRun implements RemoteRun {
    private static final Logger LOG = Logger.getLogger(SshRemoteRun.class.getName());
    private static final Messages TEXT = Messages.beside(SshRemoteRun.class);
    private static final String UNFINISHED = "99";
    private static final Duration REMOVE_LIMIT = Duration.ofSeconds(10);
    private static final Duration ERRORS_LIMIT = Duration.ofSeconds(15);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);
    private static final Duration VERIFY_LIMIT = Duration.ofSeconds(60);

    private final Connector connector;
    private final ServerLogin login;
    private final String directory;
    private final List<String> missingFiles;
    private final Duration limit;
    private final Follower follower;
    private SshConnection control;
    /** Ended from here, which takes a moment to be seen. */
    private boolean abandoned;
    private boolean closed;
    private volatile boolean launched;
    private volatile Launch.@Nullable Leader leader;
    private @Nullable Stopper stopper;

    SshRemoteRun(Connector connector, SshConnection control, ServerLogin login, String directory,
            List<String> missingFiles, Duration limit) {
        this.connector = connector;
        this.control = control;
        this.login = login;
        this.directory = directory;
        this.missingFiles = missingFiles;
        this.limit = limit;
        this.follower = new Follower(directory);
    }

    @Override
    public String directory() {
        return directory;
    }

    @Override
    public List<String> missingFiles() {
        return missingFiles;
    }

    @Override
    public void start() throws ConnectionException, ServerException, InterruptedException {
        if (launched) {
            throw new IllegalStateException("started already");
        }
        RemoteShell shell = shell(limit);
        launched = true;
        leader = Launch.start(shell, login, directory, limit);
    }

    @Override
    public int follow(Consumer<String> output) throws ConnectionException, ServerException, InterruptedException {
        Launch.Leader running = leader;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        String status = follower.follow(shell(limit), running.pid(), output);
        if (status.isEmpty()) {
            Refusal.check(shell(limit), directory, login);
        }
        if (status.isEmpty() || status.equals(UNFINISHED)) {
            throw new ServerException(Reason.CONVERSION_FAILED, TEXT.get("run.noResult", login.address(), directory),
                    null);
        }
        return Integer.parseInt(status);
    }

    @Override
    public RunErrors errors(List<String> patterns) throws InterruptedException {
        try {
            return LogErrors.read(shell(ERRORS_LIMIT)
                    .run("grep", LogErrors.script(directory, patterns), List.of(), ERRORS_LIMIT).output());
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "cannot read virt-v2v’s log", e);
            return RunErrors.NONE;
        }
    }

    @Override
    public GuestCheck verify() throws ConnectionException, ServerException, InterruptedException {
        try {
            return GuestVerification.verify(shell(limit), login, directory, VERIFY_LIMIT);
        } catch (ConversionException e) {
            // This may only have shown that the connection is lost, or is stuck.
            LOG.log(Level.INFO, "cannot look at the guest, tries it once more", e);
            abandonControl();
            return GuestVerification.verify(shell(limit), login, directory, VERIFY_LIMIT);
        }
    }

    @Override
    public boolean stop(Duration time) {
        return !launched || Blocking.undisturbed(() -> stop(Deadline.in(time)), false);
    }

    @Override
    public LeftFiles removeOutput(Duration time) {
        if (!launched) {
            return new LeftFiles(LeftFiles.State.NONE, List.of());
        }
        LeftFiles unknown = new LeftFiles(LeftFiles.State.UNKNOWN, List.of());
        return Blocking.undisturbed(() -> {
            try {
                return OutputCleanup.run(shell(time), directory, time);
            } catch (ConversionException e) {
                LOG.log(Level.INFO, "cannot see what is left of the output", e);
                return unknown;
            }
        }, unknown);
    }

    @Override
    public boolean removeSecrets(List<String> names) {
        return Blocking.undisturbed(() -> tryToRemove(names) || tryToRemove(names), false);
    }

    @Override
    public boolean leave(RemoteFile file) {
        try {
            return RemoteDirectory.at(directory, shell(LEAVE_LIMIT), login, LEAVE_LIMIT).upload(List.of(file))
                    .isEmpty();
        } catch (ConversionException e) {
            LOG.log(Level.INFO, e, () -> "cannot leave " + file.name());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        SshConnection last;
        synchronized (this) {
            closed = true;
            last = control;
        }
        connector.release(last);
    }

    /** A failure here may only have shown that the connection is lost; the next time there is a new one. */
    private boolean tryToRemove(List<String> names) throws InterruptedException {
        try {
            return RemoteDirectory.remove(shell(REMOVE_LIMIT), directory, names, REMOVE_LIMIT);
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "cannot remove secrets", e);
            abandonControl();
            return false;
        }
    }

    private boolean stop(Deadline deadline) throws InterruptedException {
        // The connection may look open and be dead, be stuck behind output that nobody takes, or allow no other
        // session.
        Duration quarter = deadline.remaining().dividedBy(4);
        for (Duration attempt : List.of(quarter.multipliedBy(3), quarter)) {
            try {
                Stopper.Outcome outcome = tryToStop(attempt);
                if (outcome != Stopper.Outcome.UNKNOWN) {
                    return outcome == Stopper.Outcome.GONE;
                }
            } catch (ConversionException e) {
                LOG.log(Level.INFO, "cannot see whether the run has stopped", e);
            }
            abandonControl();
        }
        return false;
    }

    private Stopper.Outcome tryToStop(Duration time) throws ConversionException, InterruptedException {
        Deadline end = Deadline.in(time);
        RemoteShell shell = shell(end.remaining());
        if (leader == null) {
            leader = Launch.settle(shell, directory, end.remaining());
        }
        Launch.Leader running = leader;
        if (running == null) {
            return Stopper.Outcome.GONE;
        }
        Stopper known = stopper;
        Stopper current = known == null ? new Stopper(directory, running) : known;
        stopper = current;
        return current.stop(shell, end.remaining());
    }

    private RemoteShell shell(Duration time) throws ConnectionException, InterruptedException {
        return new RemoteShell(control(time), login);
    }

    /** The control connection; a new one if it is lost. */
    private SshConnection control(Duration time) throws ConnectionException, InterruptedException {
        synchronized (this) {
            if (!abandoned && control.isOpen()) {
                return control;
            }
            connector.release(control);
            if (closed) {
                throw ConnectErrors.lost(login, null);
            }
        }
        SshConnection fresh = connector.connect(time);
        synchronized (this) {
            control = fresh;
            abandoned = false;
        }
        return fresh;
    }

    private void abandonControl() {
        synchronized (this) {
            abandoned = true;
            control.abort();
        }
    }
}
