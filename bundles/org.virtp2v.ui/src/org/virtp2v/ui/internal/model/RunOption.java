package org.virtp2v.ui.internal.model;

/** The options that a conversion has besides its plan, in the order of the wizard and the menu; each shows all. */
public enum RunOption {
    /** How many bytes a second are read at most. */
    LIMIT,
    /** How many connections carry a disk. */
    CONNECTIONS,
    /** What happens where a disk cannot be read. */
    READ_ERRORS,
    /** Whether the data is compressed on its way. */
    COMPRESS
}
