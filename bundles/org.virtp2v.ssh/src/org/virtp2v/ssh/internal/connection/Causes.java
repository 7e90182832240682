package org.virtp2v.ssh.internal.connection;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;

/** What lies behind an exception of JSch. */
final class Causes {
    private static final Messages TEXT = Messages.beside(Causes.class);

    private Causes() {
    }

    /** Whether it, or something that it was caused by, is of that type. */
    static boolean has(@Nullable Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    /** The first cause. */
    static Throwable root(Throwable thrown) {
        Throwable t = thrown;
        for (Throwable next = t.getCause(); next != null; next = t.getCause()) {
            t = next;
        }
        return t;
    }

    /**
     * What it says; that of a fault inside of JSch, which only bytes that are no SSH can bring about, is for nobody.
     */
    static String text(Throwable thrown) {
        Throwable root = root(thrown);
        if (root instanceof RuntimeException) {
            return TEXT.get("connect.nonsense");
        }
        String words = String.valueOf(thrown.getMessage());
        // JSch writes what it caught with the name of its class.
        return words.contains(root.getClass().getName()) ? String.valueOf(root.getMessage()) : words;
    }
}
