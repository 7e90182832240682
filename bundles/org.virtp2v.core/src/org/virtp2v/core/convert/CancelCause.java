package org.virtp2v.core.convert;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;

/** Why a conversion was cancelled. */
public enum CancelCause {
    /** The user wanted it: with the wizard's button, or Ctrl-C. */
    USER,
    /** The terminal was closed, or the session on it ended (SIGHUP). */
    TERMINAL_CLOSED,
    /** Somebody told the program to end (SIGTERM), and this machine goes on. */
    TOLD_TO_END,
    /** This machine is being shut down or restarted. */
    SHUTDOWN,
    /** The user wants to switch this machine off with its power button. */
    POWER_BUTTON;

    private static final Messages TEXT = Messages.beside(CancelCause.class);

    /** The cause in words, to stand after a colon; null when there is nothing to explain, because the user knows. */
    public @Nullable String reason() {
        return this == USER ? null : TEXT.get("cancelled." + name());
    }

    /** Its name in JSON; the guide has the list (parts/progress.adoc). */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
