package org.virtp2v.core.plan;

import java.util.List;

/**
 * The files that a guest writes to while its disks are still being copied, in QEMU's format qcow2: each stands on a
 * disk of this machine until all of that is in it. Where the guest's disks are to have that format, they are the disks.
 */
public final class Overlays {
    /** The format of overlays. */
    public static final String FORMAT = "qcow2";
    private static final String END = ".overlay";

    private Overlays() {
    }

    /** Their names, in the order of the disks; none when the guest is started after its disks were copied. */
    public static List<String> of(ConversionPlan plan) {
        if (!plan.instant()) {
            return List.of();
        }
        boolean same = FORMAT.equals(plan.output().format());
        return plan.target().files().disks().stream().map(name -> same ? name : name + END).toList();
    }
}
