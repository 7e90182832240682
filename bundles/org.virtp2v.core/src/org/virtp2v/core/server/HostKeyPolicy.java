package org.virtp2v.core.server;

import java.util.regex.Pattern;

/**
 * The decision about a host key that is in no known_hosts file. A key that contradicts known_hosts is never accepted.
 */
public sealed interface HostKeyPolicy {

    /** The dialog decides; accepted once, it is held to for the run. */
    record AcceptOnce() implements HostKeyPolicy {
    }

    /** It is refused. */
    record Strict() implements HostKeyPolicy {
    }

    /**
     * Of the keys that known_hosts do not know, only the one with this fingerprint is accepted.
     *
     * @param sha256
     *            {@code SHA256:} and unpadded base64, as {@code ssh-keygen -l} prints it
     */
    record Fingerprint(String sha256) implements HostKeyPolicy {
        private static final Pattern FORM = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    }

    /**
     * Reads {@code strict} or a fingerprint.
     *
     * @throws IllegalArgumentException
     *             when it is neither
     */
    static HostKeyPolicy parse(String text) {
        if ("strict".equalsIgnoreCase(text)) {
            return new Strict();
        }
        String unpadded = text.replaceFirst("=$", "");
        if (!Fingerprint.FORM.matcher(unpadded).matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Fingerprint(unpadded);
    }

    /** As {@link #parse} reads it; empty for {@link AcceptOnce}, which is the policy where none is given. */
    default String text() {
        return switch (this) {
            case AcceptOnce once -> "";
            case Strict strict -> "strict";
            case Fingerprint fingerprint -> fingerprint.sha256();
        };
    }
}
