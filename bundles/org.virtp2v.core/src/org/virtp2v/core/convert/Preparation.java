package org.virtp2v.core.convert;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.LogDirectory;
import org.virtp2v.core.convert.ConversionEvent.Resumed;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.Resumption.GoingOn;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestLink;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.v2v.DiskPorts;
import org.virtp2v.core.v2v.RemoteFiles;

/**
 * Makes the remote directory of a new run, or goes to that of one that is waiting; from there on both are the same.
 *
 * @param instant
 *            its guest, where that is started before its disks are copied
 * @param progress
 *            what is left of it in the remote directory while it lasts
 * @param leaveReport
 *            leaves the report of the conversion in the remote directory, at its end
 * @param events
 *            the events of the conversion
 */
record Preparation(Engine engine, ConversionPlan plan, ServerAccess access, Resources resources, InstantRun instant,
        RunProgress progress, Consumer<RemoteRun> leaveReport, Consumer<ConversionEvent> events) {
    private static final Messages TEXT = Messages.beside(Preparation.class);

    /**
     * A run on the server.
     *
     * @param remote
     *            the run
     * @param guard
     *            stops it when the conversion is left before its end
     */
    record Prepared(RemoteRun remote, RunGuard guard) {
    }

    /**
     * Copies the files of a new run, which has not been started.
     *
     * @param slot
     *            that it was given; null: it needs none
     */
    Prepared begin(List<DataConnection> connections, List<ExportKey> keys, boolean colours, Instant began,
            Fingerprints fingerprints, @Nullable RunSlot slot) throws ConversionException, InterruptedException {
        DiskPorts ports = DiskPorts.of(connections, keys);
        if (instant.isWanted() && !ports.hasRelay()) {
            throw new ServerException(Reason.CANNOT_INSTANT, TEXT.get("instant.noRelay", plan.login().address()), null);
        }
        List<RemoteFile> files = RemoteFiles.of(plan, ports, colours, engine.version(), engine.machine().reports());
        if (slot != null) {
            files.add(RemoteFiles.slot(slot));
        }
        if (instant.isWanted()) {
            files.addAll(RemoteFiles.instant(plan, colours, link()));
        }
        List<RemoteFile> secrets = RemoteFiles.secrets(plan, ports);
        List<String> secretNames = secrets.stream().map(RemoteFile::name).toList();
        if (ports.hasRelay()) {
            // Without the relay virt-v2v loses its disks with this machine: there is nothing to go on with.
            files.add(RemoteFiles.record(
                    RunRecord.of(plan, engine.version(), began, fingerprints.await(), secretNames)));
        }
        files.add(progress.file());
        files.addAll(secrets);
        RemoteRun remote = resources.add(access.prepare(files), RemoteRun::close);
        Prepared prepared = guarded(remote, secretNames);
        if (!remote.missingFiles().isEmpty()) {
            warn(TEXT.get("missingFiles", String.join(", ", remote.missingFiles())));
        }
        if (ports.hasRelay()) {
            announce(remote, connections);
        }
        return prepared;
    }

    private GuestLink link() {
        Set<String> shared = GuestLink.shared(plan.interfaces(), engine.machine().hardwareAddresses());
        if (!shared.isEmpty()) {
            warn(TEXT.get("instant.linkLater", String.join(", ", shared)));
        }
        return shared.isEmpty() ? GuestLink.UP : GuestLink.COMPLETE;
    }

    /** Goes to a run that is waiting; it stays as it is when that fails. */
    Prepared goOn(GoingOn run, List<DataConnection> connections) throws ConversionException, InterruptedException {
        RunRecord record = run.found().record();
        if (connections.stream().anyMatch(connection -> connection.relayInterpreter() == null)) {
            throw new ServerException(Reason.CANNOT_RESUME,
                    TEXT.get("resume.noRelay", record.guest(), plan.login().address()), null);
        }
        RemoteRun remote = resources.add(access.adopt(run.found().run()), RemoteRun::close);
        if (run.restarts()) {
            rewriteRelay(remote, DiskPorts.of(connections, run.keys()), record);
        }
        announce(remote, connections);
        Prepared prepared = guarded(remote, record.secrets());
        events.accept(new Resumed(remote.directory(), record.began(), record.guest()));
        if (plan.onReadError() == ReadErrorChoice.ZERO || plan.onReadError() == ReadErrorChoice.ASK) {
            warn(TEXT.get("resume.losses"));
        }
        return prepared;
    }

    /** With the keys of today's connections. */
    private void rewriteRelay(RemoteRun remote, DiskPorts ports, RunRecord record) throws ServerException {
        if (!RemoteFiles.newKeys(plan, ports).stream().allMatch(remote::leave)) {
            throw new ServerException(Reason.CANNOT_WRITE,
                    TEXT.get("resume.notWritten", record.guest(), plan.login().address(), remote.directory()), null);
        }
    }

    /** Stops a run that is waiting, and removes its output. */
    void end(Resumable run) throws ConversionException, InterruptedException {
        RemoteRun remote = resources.add(access.adopt(run.run()), RemoteRun::close);
        events.accept(new LogDirectory(plan.login().host(), remote.directory()));
        RunGuard guard = guard(remote);
        if (!guard.stop()) {
            throw new ServerException(Reason.CANNOT_STOP, guard.stillRunning(), null);
        }
        removeSecrets(remote, run.record().secrets());
        // Whoever looks for runs that wait does not find it any more.
        resources.add(remote, leaveReport);
    }

    private void announce(RemoteRun remote, List<DataConnection> connections)
            throws ConversionException, InterruptedException {
        for (DataConnection connection : connections) {
            connection.announce(remote.directory());
        }
    }

    private Prepared guarded(RemoteRun remote, List<String> secrets) {
        resources.add(remote, leaveReport);
        // Before the report, which can then say so; after virt-v2v has been stopped. The wrapper may have removed them
        // already, or have been killed.
        resources.add(secrets, names -> removeSecrets(remote, names.stream().filter(this::isOver).toList()));
        events.accept(new LogDirectory(plan.login().host(), remote.directory()));
        // Before it is started: a start that is cut short may have started it.
        return new Prepared(remote,
                resources.add(guard(remote), RunGuard::close));
    }

    private RunGuard guard(RemoteRun remote) {
        return new RunGuard(remote, plan.login().address(), this::warn, instant::leave, instant::isBeyondReach);
    }

    /** Whether nobody needs a secret any more; a run that goes on without this program needs those of its disks. */
    private boolean isOver(String secret) {
        return !instant.isLeft() || !secret.equals(DiskPorts.SETTINGS);
    }

    private void removeSecrets(RemoteRun remote, List<String> names) {
        if (!names.isEmpty() && !remote.removeSecrets(names)) {
            warn(TEXT.get("secretsLeft", plan.login().address(), remote.directory(), String.join(", ", names)));
        }
    }

    private void warn(String text) {
        events.accept(new Warning(Warning.Source.VIRT_P2V, text));
    }
}
