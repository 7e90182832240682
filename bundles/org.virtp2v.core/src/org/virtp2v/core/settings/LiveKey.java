package org.virtp2v.core.settings;

import java.util.stream.Stream;

/**
 * Words of the kernel command line that belong to the live image: its scripts read them before this program starts,
 * which only knows that they are no mistakes there. In a file they mean nothing.
 */
public enum LiveKey {
    /** An SSH server on the live system. */
    SSH("p2v.ssh"),
    /** Where that listens. */
    SSH_ADDRESS("p2v.ssh.address"),
    /** The screen of the live system by VNC. */
    VNC("p2v.vnc");

    private final String word;

    LiveKey(String word) {
        this.word = word;
    }

    /** The word before its equals sign. */
    public String word() {
        return word;
    }

    /** Whether a key is one of them. */
    static boolean isOne(String key) {
        return Stream.of(values()).anyMatch(each -> each.word.equals(key));
    }
}
