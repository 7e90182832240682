package org.virtp2v.core.settings;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * virt-v2v's options about the output; see virt-v2v(1).
 *
 * @param type
 *            {@code -o}
 * @param allocation
 *            {@code -oa}
 * @param connection
 *            {@code -oc}
 * @param format
 *            {@code -of}
 * @param storage
 *            {@code -os}; null: not given; empty: none
 * @param misc
 *            one {@code -oo} each
 */
public record OutputSettings(String type, Allocation allocation, @Nullable String connection, @Nullable String format,
        @Nullable String storage, List<String> misc) {
    /** Files on the conversion server. */
    public static final String DEFAULT_TYPE = "local";
    /** Nothing given. */
    public static final OutputSettings NONE = new OutputSettings(DEFAULT_TYPE, Allocation.NONE, null, null, null,
            List.of());

    /** Whether space is set aside for the whole disk ({@code -oa}). */
    public enum Allocation {
        NONE, SPARSE, PREALLOCATED
    }

    public OutputSettings {
        misc = List.copyOf(misc);
    }

    /** The same with another mode. */
    public OutputSettings withType(String type) {
        return new OutputSettings(type, allocation, connection, format, storage, misc);
    }

    /** The same with another allocation. */
    public OutputSettings withAllocation(Allocation allocation) {
        return new OutputSettings(type, allocation, connection, format, storage, misc);
    }

    /** The same with another connection. */
    public OutputSettings withConnection(@Nullable String connection) {
        return new OutputSettings(type, allocation, connection, format, storage, misc);
    }

    /** The same with another format. */
    public OutputSettings withFormat(@Nullable String format) {
        return new OutputSettings(type, allocation, connection, format, storage, misc);
    }

    /** The same with another storage. */
    public OutputSettings withStorage(@Nullable String storage) {
        return new OutputSettings(type, allocation, connection, format, storage, misc);
    }

    /** The same with other options of the mode. */
    public OutputSettings withMisc(List<String> misc) {
        return new OutputSettings(type, allocation, connection, format, storage, misc);
    }
}
