package org.virtp2v.core.settings;

/** What {@code p2v.on_read_error} wants where a disk cannot be read. */
public enum ReadErrorChoice {
    /** The conversion fails. */
    STOP,
    /** The guest gets zeros there. */
    ZERO,
    /** The user decides. */
    ASK
}
