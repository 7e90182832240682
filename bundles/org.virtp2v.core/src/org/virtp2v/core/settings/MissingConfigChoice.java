package org.virtp2v.core.settings;

/** What {@code p2v.config.missing} wants when there are no settings for this machine at any of its URLs. */
public enum MissingConfigChoice {
    /** The wizard opens. */
    WIZARD,
    /** They are asked for again, until there are some. */
    WAIT,
    /** The program ends. */
    FAIL
}
