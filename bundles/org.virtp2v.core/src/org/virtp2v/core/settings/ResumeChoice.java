package org.virtp2v.core.settings;

/** What {@code p2v.resume} wants when a conversion of this machine is still waiting on the server. */
public enum ResumeChoice {
    /** It goes on when it is the one that was to begin now; else a new one begins. */
    AUTO,
    /** It goes on; no new one begins. */
    ONLY,
    /** It is not looked for: a new one begins. */
    NEVER,
    /** It is ended there; no new one begins. */
    END
}
