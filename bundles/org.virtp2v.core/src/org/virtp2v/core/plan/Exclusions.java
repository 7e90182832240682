package org.virtp2v.core.plan;

import java.util.List;

import org.virtp2v.core.source.Extent;

/**
 * What stays behind of the disks of a plan.
 *
 * @param parts
 *            the partitions that do, in the order of the disks
 * @param copiedSwap
 *            names of partitions with swap space that is copied although nobody asked for it, because none of the NBD
 *            servers can leave it out
 */
public record Exclusions(List<Part> parts, List<String> copiedSwap) {
    public Exclusions {
        parts = List.copyOf(parts);
        copiedSwap = List.copyOf(copiedSwap);
    }

    /**
     * A partition that stays behind.
     *
     * @param name
     *            the kernel's name below {@code /dev}
     * @param sizeBytes
     *            its size in bytes
     * @param extent
     *            the part of the disk that is not read: all of it, of swap space without its header
     * @param swap
     *            whether it is swap space, which the guest can use as before
     */
    public record Part(String name, long sizeBytes, Extent extent, boolean swap) {
    }
}
