package org.virtp2v.hardware;

import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.source.FileFinder;
import org.virtp2v.hardware.internal.LinuxFileFinder;
import org.virtp2v.hardware.internal.LinuxMachineProbe;

/** The bundle's entry point: the probe of this machine, and of the files on its disks. */
public final class Hardware {

    private Hardware() {
    }

    /** Looks at the Linux machine that this program runs on, without changing it. */
    public static MachineProbe probe() {
        return new LinuxMachineProbe();
    }

    /** Finds out which files are at parts of this machine's disks, without mounting anything. */
    public static FileFinder fileFinder() {
        return new LinuxFileFinder();
    }
}
