package org.virtp2v.nbd;

import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.nbd.internal.NbdExporter;

/** The bundle's entry point: the exporter of disks. */
public final class Nbd {

    private Nbd() {
    }

    /** Serves disks read-only with the NBD servers of this machine. */
    public static BlockExporter exporter() {
        return new NbdExporter();
    }
}
