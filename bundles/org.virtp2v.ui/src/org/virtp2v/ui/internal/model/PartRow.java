package org.virtp2v.ui.internal.model;

import org.jspecify.annotations.Nullable;

/**
 * A partition of a disk, which can stay behind.
 *
 * @param name
 *            the kernel's name below {@code /dev}
 * @param disk
 *            the name of its disk
 * @param sizeBytes
 *            its size in bytes
 * @param usedBytes
 *            how many bytes of it are in use; null when unknown
 * @param content
 *            its content, in words; empty when unknown
 * @param swap
 *            whether it is swap space, of which the header is copied in any case
 * @param locked
 *            why it cannot stay behind, in a sentence; null: it can
 */
public record PartRow(String name, String disk, long sizeBytes, @Nullable Long usedBytes, String content, boolean swap,
        @Nullable String locked) implements DiskNode {
}
