package org.virtp2v.core.convert;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.ResumedPlan;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.Poster;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.FileFinder;

/**
 * The ports a conversion works through, put together once per program.
 *
 * @param machine
 *            probes this machine
 * @param exporter
 *            serves its disks
 * @param servers
 *            leads to the conversion server
 * @param targets
 *            the output targets
 * @param version
 *            version of this program
 * @param clock
 *            the time, for durations
 * @param files
 *            finds out which files are where a disk cannot be read
 * @param poster
 *            posts notices
 */
public record Engine(MachineProbe machine, BlockExporter exporter, ConversionServer servers, Targets targets,
        String version, Clock clock, FileFinder files, Poster poster) {
    /** A dialog without a user; the listener receives accepted keys all the same. */
    private static final ServerDialog UNATTENDED = key -> {
    };

    /** Ports among which nothing finds out about files, or posts notices. */
    public Engine(MachineProbe machine, BlockExporter exporter, ConversionServer servers, Targets targets,
            String version, Clock clock) {
        this(machine, exporter, servers, targets, version, clock, FileFinder.NONE, Poster.NONE);
    }

    /**
     * A conversion that has not begun, without a user. It may go on with one that is waiting on the server, as the plan
     * says.
     *
     * @param plan
     *            the plan of the conversion
     * @param listener
     *            receives the events
     */
    public Conversion conversion(ConversionPlan plan, ConversionListener listener) {
        return new Conversion(this, new Beginning.New(plan.resume() == ResumeChoice.AUTO), plan, listener, UNATTENDED,
                null);
    }

    /**
     * A conversion that has not begun, with a dialog with the user.
     *
     * @param plan
     *            the plan of the conversion
     * @param listener
     *            receives the events, also that a host key was accepted
     * @param dialog
     *            asked while logging in
     * @param readErrors
     *            asked where a disk cannot be read
     */
    public Conversion conversion(ConversionPlan plan, ConversionListener listener, ServerDialog dialog,
            ReadErrorDialog readErrors) {
        return new Conversion(this, new Beginning.New(false), plan, listener, dialog, readErrors);
    }

    /**
     * The conversions of a machine that were left on a server without a report: some can go on
     * ({@link org.virtp2v.core.server.WaitingRun#canGoOn()}), others only be ended. Blocks; logs in.
     *
     * @param machine
     *            this machine
     * @param dialog
     *            asked while logging in; null: there is no user
     * @return in the order in which they began
     * @throws ConnectionException
     *             when the server cannot be reached or logged in to
     * @throws ServerException
     *             when it does not tell
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public List<Resumable> waiting(ServerLogin login, Machine machine, @Nullable ServerDialog dialog)
            throws ConnectionException, ServerException, InterruptedException {
        this.machine.awaitNetwork(Conversion.NETWORK_LIMIT);
        try (ServerAccess access = servers.access(login, dialog == null ? UNATTENDED : dialog)) {
            return Resumable.of(access.waitingRuns()).stream()
                    .filter(found -> ResumedPlan.isOfThisMachine(found.record(), machine))
                    .sorted(Comparator.comparing(found -> found.record().began())).toList();
        }
    }

    /**
     * The rest of a conversion that is waiting; it has not begun.
     *
     * @param plan
     *            {@linkplain ResumedPlan#of its plan}
     * @param run
     *            the conversion
     * @param dialog
     *            asked while logging in; null: there is no user
     * @param readErrors
     *            asked where a disk cannot be read; null: there is no user
     */
    public Conversion resumption(ConversionPlan plan, Resumable run, ConversionListener listener,
            @Nullable ServerDialog dialog, @Nullable ReadErrorDialog readErrors) {
        return new Conversion(this, new Beginning.GoOn(run), plan, listener, dialog == null ? UNATTENDED : dialog,
                readErrors);
    }

    /**
     * The end of a conversion that is waiting: virt-v2v is stopped, its partial output and the secrets are removed. It
     * has not begun; its outcome is {@link ConversionResult.Outcome#ENDED} when that has been done.
     *
     * @param plan
     *            {@linkplain ResumedPlan#recorded its plan}
     * @param run
     *            the conversion
     * @param dialog
     *            asked while logging in; null: there is no user
     */
    public Conversion ending(ConversionPlan plan, Resumable run, ConversionListener listener,
            @Nullable ServerDialog dialog) {
        return new Conversion(this, new Beginning.End(run), plan, listener, dialog == null ? UNATTENDED : dialog,
                null);
    }
}
