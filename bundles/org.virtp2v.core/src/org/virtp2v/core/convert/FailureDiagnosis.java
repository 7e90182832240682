package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.settings.TimeSpan;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.v2v.FailureCause;

/**
 * Finds the cause when virt-v2v has failed, or can no longer succeed: a source that cannot be read any more comes
 * before a lost connection, and that before the causes in virt-v2v's log, because virt-v2v reports both as errors of
 * its own.
 *
 * @param exports
 *            of the plan's disks, in their order
 * @param connections
 *            of the plan's disks, in their order
 */
record FailureDiagnosis(ConversionPlan plan, List<BlockExport> exports, List<DataConnection> connections) {
    private static final Messages TEXT = Messages.beside(FailureDiagnosis.class);
    private static final Set<Reason> UNANSWERED = EnumSet.of(Reason.UNKNOWN_HOST, Reason.REFUSED, Reason.UNREACHABLE,
            Reason.TIMEOUT,
            Reason.LOST);

    /**
     * The failure of virt-v2v.
     *
     * @param directory
     *            the remote directory, with virt-v2v's log
     * @param status
     *            virt-v2v's exit code
     * @param found
     *            what the log tells
     * @param copying
     *            the disk that was being copied; empty: none
     * @throws SourceException
     *             when a source cannot be served any more
     */
    ConversionException of(String directory, int status, RunErrors found, Optional<SourceDisk> copying)
            throws SourceException {
        for (BlockExport export : exports) {
            export.check();
        }
        for (int i = 0; i < connections.size(); i++) {
            if (!connections.get(i).isOpen()) {
                return lost(i);
            }
        }
        String server = plan.login().address();
        String failed = failed(server, directory + "/virt-v2v-conversion-log.txt", Integer.toString(status),
                found.errors());
        Optional<FailureCause> cause = FailureCause.find(found.lines(), status);
        String disk = copying.map(SourceDisk::name).orElseGet(this::diskNames);
        if (cause.isEmpty()) {
            return new ServerException(failed, List.of(), null);
        }
        FailureCause known = cause.get();
        String advice = known.text(server, disk);
        String message = advice + "\n" + failed;
        if (known.kind().ofSource()) {
            return new SourceException(message, advice);
        }
        return known.kind().ofConnection()
                ? new ConnectionException(message, advice)
                : new ServerException(message, known.systems(), advice);
    }

    /** The failure when the data connection of this disk is lost. */
    ConnectionException lost(int disk) {
        String name = plan.disks().get(disk).name();
        String server = plan.login().address();
        Duration tried = plan.login().reconnect();
        ConnectionException why = connections.get(disk).whyLost();
        if (why != null && why.reason() != ConnectionException.Reason.LOST) {
            return new ConnectionException(why.reason(), TEXT.get("dataConnectionLost.why", name, why.getMessage()),
                    why);
        }
        String text;
        if (connections.get(disk).relayInterpreter() == null) {
            text = TEXT.get("dataConnectionLost", name, server);
        } else if (tried.isZero()) {
            text = TEXT.get("dataConnectionLost.never", name, server);
        } else {
            text = TEXT.get("dataConnectionLost.givenUp", name, server, TimeSpan.text(tried));
        }
        return new ConnectionException(ConnectionException.Reason.LOST, text, null);
    }

    /** The same failure; where no answer came because this machine has no link to a network, it says so. */
    static ConversionException explained(ConversionException failure, MachineProbe machine) {
        return failure instanceof ConnectionException lost && UNANSWERED.contains(lost.reason())
                && machine.isUnplugged()
                        ? new ConnectionException(lost.reason(), lost.getMessage() + " " + TEXT.get("unplugged"), lost)
                        : failure;
    }

    private static String failed(String server, String log, String status, List<String> errors) {
        return errors.isEmpty() ? TEXT.get("conversionFailed", server, status, log)
                : TEXT.get("conversionFailedWith", server, status, String.join("\n", errors), log);
    }

    private String diskNames() {
        return plan.disks().stream().map(SourceDisk::name).collect(Collectors.joining(", "));
    }
}
