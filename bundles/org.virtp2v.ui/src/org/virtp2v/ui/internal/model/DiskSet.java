package org.virtp2v.ui.internal.model;

import java.util.List;

/**
 * Disks that belong together.
 *
 * @param title
 *            what binds them, in words
 * @param disks
 *            the disks, in the kernel's order
 */
public record DiskSet(String title, List<DiskRow> disks) implements DiskNode {
    public DiskSet {
        disks = List.copyOf(disks);
    }
}
