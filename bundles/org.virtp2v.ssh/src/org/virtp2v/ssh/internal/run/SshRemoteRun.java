package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * A conversion in its remote directory. Its control connection is a means that may be lost. What the run cannot do
 * without, starting it and following it, comes back for as long as a connection that is lost may be away; all else
 * tries once or twice.
 */
final class SshRemoteRun implements RemoteRun {
    private static final Logger LOG = Logger.getLogger(SshRemoteRun.class.getName());
    private static final Messages TEXT = Messages.beside(SshRemoteRun.class);
    private static final String UNFINISHED = "99";
    private static final Duration REMOVE_LIMIT = Duration.ofSeconds(10);
    private static final Duration ERRORS_LIMIT = Duration.ofSeconds(15);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);
    private static final Duration VERIFY_LIMIT = Duration.ofSeconds(60);
    /** A run that was being started when the connection was lost may need so long to begin. */
    private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(5);
    /** On a line that is lost each time a run is being started, it will not be followed either. */
    private static final int MOST_ATTEMPTS = 10;

    private final ServerLogin login;
    private final String directory;
    private final List<String> missingFiles;
    private final Duration limit;
    private final Follower follower;
    private final ControlConnection control;
    private volatile boolean launched;
    /** It has ended, and may be started once more. */
    private volatile boolean restarts;
    private volatile Launch.@Nullable Leader leader;
    private @Nullable Stopper stopper;

    SshRemoteRun(Connector connector, SshConnection control, ServerLogin login, String directory,
            List<String> missingFiles, Duration limit) {
        this.control = new ControlConnection(connector, control, login);
        this.login = login;
        this.directory = directory;
        this.missingFiles = missingFiles;
        this.limit = limit;
        this.follower = new Follower(directory, login);
    }

    /**
     * A run that has been started by somebody else, whose leader is known.
     *
     * @param restarts
     *            whether it has ended, and may be started once more
     */
    static SshRemoteRun adopted(Connector connector, SshConnection control, ServerLogin login, String directory,
            Launch.Leader leader, boolean restarts, Duration limit) {
        SshRemoteRun run = new SshRemoteRun(connector, control, login, directory, List.of(), limit);
        run.leader = leader;
        run.launched = true;
        run.restarts = restarts;
        return run;
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
        if (launched && !restarts) {
            throw new IllegalStateException("started already");
        }
        launched = true;
        restarts = false;
        for (int attempt = 1;; attempt++) {
            try {
                leader = Launch.start(control.shell(limit), login, directory, attempt, limit);
                return;
            } catch (ConnectionException e) {
                leader = settled(e, attempt);
            }
            if (leader != null) {
                return;
            }
        }
    }

    /** Finds out over another connection whether what was lost has started the run; null: it has not, nor will. */
    private Launch.@Nullable Leader settled(ConnectionException lost, int attempt)
            throws ConnectionException, InterruptedException {
        Optional<Launch.Leader> started = control.comeBack(lost,
                shell -> Optional.ofNullable(Launch.settle(shell, directory, attempt, SETTLE_PATIENCE, limit)));
        if (started.isEmpty() && attempt == MOST_ATTEMPTS) {
            throw lost;
        }
        return started.orElse(null);
    }

    @Override
    public int follow(Consumer<String> output, Supplier<String> progress)
            throws ConnectionException, ServerException, InterruptedException {
        Launch.Leader running = leader;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        String status = followToItsEnd(running, output, progress);
        if (status.isEmpty()) {
            Refusal.check(control.shell(limit), directory, login);
        }
        if (status.isEmpty() || status.equals(UNFINISHED)) {
            throw new ServerException(Reason.CONVERSION_FAILED, TEXT.get("run.noResult", login.address(), directory),
                    null);
        }
        return Integer.parseInt(status);
    }

    private String followToItsEnd(Launch.Leader running, Consumer<String> output, Supplier<String> progress)
            throws ConnectionException, ServerException, InterruptedException {
        RemoteShell shell = control.renewableShell(limit);
        while (true) {
            try {
                return follower.follow(shell, running, output, progress);
            } catch (ConnectionException e) {
                shell = control.comeBack(e, fresh -> fresh);
            }
        }
    }

    @Override
    public RunErrors errors(List<String> patterns) throws InterruptedException {
        try {
            return LogErrors.read(control.shell(ERRORS_LIMIT)
                    .run("grep", LogErrors.script(directory, patterns), List.of(), ERRORS_LIMIT).output());
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "cannot read virt-v2v’s log", e);
            return RunErrors.NONE;
        }
    }

    @Override
    public GuestCheck verify() throws ConnectionException, ServerException, InterruptedException {
        try {
            return GuestVerification.verify(control.shell(limit), login, directory, VERIFY_LIMIT);
        } catch (ConversionException e) {
            // This may only have shown that the connection is lost, or is stuck.
            LOG.log(Level.INFO, "cannot look at the guest, tries it once more", e);
            control.abandon();
            return GuestVerification.verify(control.shell(limit), login, directory, VERIFY_LIMIT);
        }
    }

    @Override
    public void trial(Consumer<String> output, BooleanSupplier skipped)
            throws ConnectionException, ServerException, InterruptedException {
        Trial.run(control.shell(limit), login, directory, output, skipped);
    }

    @Override
    public @Nullable Boolean hasFile(String name) {
        Optional<Boolean> unknown = Optional.empty();
        return launched ? Blocking.undisturbed(() -> lookFor(name), unknown).orElse(null) : Boolean.FALSE;
    }

    private Optional<Boolean> lookFor(String name) throws InterruptedException {
        try {
            return Optional.of(WaitingRuns.read(control.shell(REMOVE_LIMIT), directory, name, REMOVE_LIMIT) != null);
        } catch (ConversionException e) {
            LOG.log(Level.INFO, e, () -> "cannot see whether there is " + name);
            control.abandon();
            return Optional.empty();
        }
    }

    @Override
    public boolean stop(Duration time) {
        control.giveUp();
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
                return OutputCleanup.run(control.shell(time), directory, time);
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
    public boolean leave(List<RemoteFile> files) {
        try {
            return RemoteDirectory.at(directory, control.shell(LEAVE_LIMIT), login, LEAVE_LIMIT).upload(files)
                    .isEmpty();
        } catch (ConversionException e) {
            LOG.log(Level.INFO, e, () -> "cannot leave " + files.stream().map(RemoteFile::name).toList());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        control.close();
    }

    /** A failure here may only have shown that the connection is lost; the next time there is a new one. */
    private boolean tryToRemove(List<String> names) throws InterruptedException {
        try {
            return RemoteDirectory.remove(control.shell(REMOVE_LIMIT), directory, names, REMOVE_LIMIT);
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "cannot remove secrets", e);
            control.abandon();
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
            control.abandon();
        }
        return false;
    }

    private Stopper.Outcome tryToStop(Duration time) throws ConversionException, InterruptedException {
        Deadline end = Deadline.in(time);
        RemoteShell shell = control.shell(end.remaining());
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
}
