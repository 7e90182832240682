package org.virtp2v.core.settings;

/** A value that is refused for a reason of its own, which people can read. */
public final class BadValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadValueException(String reason) {
        super(reason);
    }

    /** What is wrong and what can be done, in sentences. No secret is in it. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
