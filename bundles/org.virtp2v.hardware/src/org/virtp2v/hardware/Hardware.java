package org.virtp2v.hardware;

import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.hardware.internal.LinuxMachineProbe;

/** The bundle's entry point: the probe of this machine. */
public final class Hardware {

    private Hardware() {
    }

    /** Looks at the Linux machine that this program runs on, without changing it. */
    public static MachineProbe probe() {
        return new LinuxMachineProbe();
    }
}
