package org.virtp2v.ui.scenarios;

import java.time.Clock;
import java.util.List;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.hardware.Hardware;
import org.virtp2v.nbd.Nbd;
import org.virtp2v.ssh.Ssh;
import org.virtp2v.targets.InstalledTargets;

/** The product's own ports. */
final class RealPorts {

    private RealPorts() {
    }

    static Engine engine() {
        return engine(Hardware.probe());
    }

    /** Those with another look at the machine. */
    static Engine engine(MachineProbe probe) {
        return new Engine(probe, Nbd.exporter(), Ssh.conversionServer(), new InstalledTargets(List::of),
                "1.0.0",
                Clock.systemUTC());
    }
}
