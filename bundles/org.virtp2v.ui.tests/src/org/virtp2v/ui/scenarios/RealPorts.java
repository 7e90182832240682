package org.virtp2v.ui.scenarios;

import java.time.Clock;
import java.util.List;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.hardware.Hardware;
import org.virtp2v.nbd.Nbd;
import org.virtp2v.ssh.Ssh;
import org.virtp2v.targets.InstalledTargets;

/** The product's own ports. */
final class RealPorts {

    private RealPorts() {
    }

    static Engine engine() {
        return new Engine(Hardware.probe(), Nbd.exporter(), Ssh.conversionServer(), new InstalledTargets(List::of),
                "1.0.0",
                Clock.systemUTC());
    }
}
