package org.virtp2v.core.convert;

import java.time.Clock;

import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerDialog;
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
 */
public record Engine(MachineProbe machine, BlockExporter exporter, ConversionServer servers, Targets targets,
        String version, Clock clock, FileFinder files) {
    /** A dialog without a user; the listener receives accepted keys all the same. */
    private static final ServerDialog UNATTENDED = key -> {
    };

    /** Ports among which nothing finds out about files. */
    public Engine(MachineProbe machine, BlockExporter exporter, ConversionServer servers, Targets targets,
            String version, Clock clock) {
        this(machine, exporter, servers, targets, version, clock, FileFinder.NONE);
    }

    /**
     * A conversion that has not begun.
     *
     * @param plan
     *            the plan of the conversion
     * @param listener
     *            receives the events
     */
    public Conversion conversion(ConversionPlan plan, ConversionListener listener) {
        return new Conversion(this, plan, listener, UNATTENDED, null);
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
        return new Conversion(this, plan, listener, dialog, readErrors);
    }
}
