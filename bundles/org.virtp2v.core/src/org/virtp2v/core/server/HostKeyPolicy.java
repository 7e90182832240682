package org.virtp2v.core.server;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
     * Of the keys that known_hosts do not know, only the one with this fingerprint is accepted; where there are several
     * servers, one of these.
     *
     * @param sha256
     *            {@code SHA256:} and unpadded base64, as {@code ssh-keygen -l} prints it; several with commas between
     *            them
     */
    record Fingerprint(String sha256) implements HostKeyPolicy {
        private static final Pattern FORM = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

        /** Whether a key with this fingerprint is one that is named. */
        public boolean names(String fingerprint) {
            return List.of(sha256.split(",")).contains(fingerprint);
        }
    }

    /**
     * Reads {@code strict}, a fingerprint, or several with commas between them.
     *
     * @throws IllegalArgumentException
     *             when it is neither
     */
    static HostKeyPolicy parse(String text) {
        if ("strict".equalsIgnoreCase(text)) {
            return new Strict();
        }
        List<String> named = Stream.of(text.split(",", -1)).map(each -> each.strip().replaceFirst("=$", "")).toList();
        if (!named.stream().allMatch(each -> Fingerprint.FORM.matcher(each).matches())) {
            throw new IllegalArgumentException(text);
        }
        return new Fingerprint(String.join(",", named));
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
