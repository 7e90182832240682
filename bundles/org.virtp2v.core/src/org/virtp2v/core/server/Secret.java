package org.virtp2v.core.server;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** A password or passphrase. It prints as {@code ***}, so it cannot slip into a log, a dump or a message. */
public final class Secret {
    /** The text that is shown in its place. */
    public static final String HIDDEN = "***";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The secret itself; for the one place that hands it to the protocol. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret s && s.value.equals(value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
