package org.virtp2v.core.testing;

import java.util.List;
import java.util.function.UnaryOperator;

import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;

/** Plans for tests: of the machine that the samples of the C program were recorded on. */
public final class Plans {
    /** Size of each disk in bytes. */
    public static final long DISK_SIZE = 1L << 20;
    /** The machine. */
    public static final Machine MACHINE = new Machine("host", new Cpu("AMD", null, 2, 1, 2, 1, true, true), 32L << 30,
            true,
            Rtc.UNKNOWN, Firmware.UEFI, List.of(), List.of(),
            List.of(new NetworkInterface("eth0", "02:FC:00:00:00:01", null)));

    private Plans() {
    }

    /** The plan of a kernel command line. */
    public static ConversionPlan of(String commandLine) {
        return of(commandLine, MACHINE);
    }

    /** The plan of a kernel command line and another machine. */
    public static ConversionPlan of(String commandLine, Machine machine) {
        return of(commandLine, machine, Targets.NONE);
    }

    /** The plan of a kernel command line with a guest that is started before its disks are copied. */
    public static ConversionPlan instant(String commandLine) {
        return ((Planning.Ready) planning(commandLine, MACHINE, Targets.NONE,
                settings -> settings.withRun(settings.run().withInstant(true)))).plan();
    }

    /** The plan of a kernel command line, where targets are installed. */
    public static ConversionPlan of(String commandLine, Targets targets) {
        return of(commandLine, MACHINE, targets);
    }

    /** The plan of a kernel command line and another machine, where targets are installed. */
    public static ConversionPlan of(String commandLine, Machine machine, Targets targets) {
        return ((Planning.Ready) planning(commandLine, machine, targets, settings -> settings)).plan();
    }

    /**
     * Plans a kernel command line.
     *
     * @param change
     *            changes what it says
     */
    public static Planning planning(String commandLine, Machine machine, Targets targets,
            UnaryOperator<Settings> change) {
        try {
            var read = TargetSettings.resolve(SettingsReader.read(commandLine).settings(), targets);
            var settings = Defaults.complete(change.apply(read), machine, List.of(), () -> "x");
            return Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> DISK_SIZE, targets);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
