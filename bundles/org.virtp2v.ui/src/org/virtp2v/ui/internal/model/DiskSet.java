package org.virtp2v.ui.internal.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Disks that belong together.
 *
 * @param title
 *            name of the group, in words
 * @param missing
 *            that members of it are missing, in words; null: none is
 * @param disks
 *            the disks, in the kernel's order
 */
public record DiskSet(String title, @Nullable String missing, List<DiskRow> disks) implements DiskNode {
    public DiskSet {
        disks = List.copyOf(disks);
    }
}
