package org.virtp2v.ui.internal.model;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Volume;

/**
 * A disk to choose.
 *
 * @param name
 *            its name for people
 * @param setting
 *            how the settings name it
 * @param sizeBytes
 *            its size in bytes; null when it is not known
 * @param usedBytes
 *            how many bytes of it are in use at most; null when it is not known
 * @param bus
 *            how it is attached, in a word; empty when unknown
 * @param model
 *            the model it reports; null when unknown
 * @param serial
 *            the serial number it reports; null when unknown
 * @param content
 *            its content, in words; empty when unknown
 * @param encrypted
 *            volumes on it that need a key
 * @param parts
 *            its partitions
 * @param locked
 *            why it cannot be chosen; null: it can
 */
public record DiskRow(String name, String setting, @Nullable Long sizeBytes, @Nullable Long usedBytes, String bus,
        @Nullable String model, @Nullable String serial, String content, List<Volume> encrypted, List<PartRow> parts,
        @Nullable String locked) implements DiskNode {
    public DiskRow {
        parts = List.copyOf(parts);
        encrypted = List.copyOf(encrypted);
    }

    DiskRow locked(String reason) {
        return new DiskRow(name, setting, sizeBytes, usedBytes, bus, model, serial, content, encrypted, parts,
                reason);
    }
}
