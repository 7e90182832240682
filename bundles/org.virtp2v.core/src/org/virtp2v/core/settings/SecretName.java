package org.virtp2v.core.settings;

import java.util.regex.Pattern;

/**
 * The one list of names whose value is a secret, whoever gave them: options {@code -oo} of virt-v2v, parameters in a
 * URL, words of the kernel command line that are not ours, assignments in a command. The name of a file with a secret
 * is none.
 */
final class SecretName {
    private static final Pattern SECRET = Pattern.compile(
            "(?i)passw(?:or)?d|passphrase|passcode|secret|token|credential|signature|(?:^|[-_.])(?:pass|pwd|pw|psk|sig|api-?_?key|access-?_?key|private-?_?key)$");
    private static final Pattern FILE = Pattern.compile("(?i)[-_.]?(?:file|filename|path|url|uri)$");

    private SecretName() {
    }

    /** Whether what is called so is a secret. */
    static boolean is(String name) {
        return SECRET.matcher(name).find() && !FILE.matcher(name).find();
    }
}
