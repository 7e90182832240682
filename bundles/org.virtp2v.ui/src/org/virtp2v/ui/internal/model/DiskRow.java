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
 * @param model
 *            the model it reports; null when unknown
 * @param serial
 *            the serial number it reports; null when unknown
 * @param content
 *            its content, in words; empty when unknown
 * @param encrypted
 *            volumes on it that need a key
 * @param locked
 *            why it cannot be chosen; null: it can
 */
public record DiskRow(String name, String setting, @Nullable Long sizeBytes, @Nullable String model,
        @Nullable String serial, String content, List<Volume> encrypted, @Nullable String locked) implements DiskNode {
    public DiskRow {
        encrypted = List.copyOf(encrypted);
    }

    DiskRow locked(String reason) {
        return new DiskRow(name, setting, sizeBytes, model, serial, content, encrypted, reason);
    }
}
