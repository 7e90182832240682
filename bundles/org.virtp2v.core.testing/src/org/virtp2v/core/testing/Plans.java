package org.virtp2v.core.testing;

import java.util.List;

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

    /** The plan of a kernel command line, where targets are installed. */
    public static ConversionPlan of(String commandLine, Targets targets) {
        return of(commandLine, MACHINE, targets);
    }

    /** The plan of a kernel command line and another machine, where targets are installed. */
    public static ConversionPlan of(String commandLine, Machine machine, Targets targets) {
        try {
            var read = TargetSettings.resolve(SettingsReader.read(commandLine).settings(), targets);
            var settings = Defaults.complete(read, machine, List.of(), () -> "x");
            var planning = Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> DISK_SIZE, targets);
            return ((Planning.Ready) planning).plan();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
