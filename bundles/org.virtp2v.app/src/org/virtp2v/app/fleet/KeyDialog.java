package org.virtp2v.app.fleet;

import java.io.Console;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.text.Messages;

/**
 * Asks on the terminal for the passphrase of a private key, once for all servers; without a terminal nobody is asked.
 */
final class KeyDialog implements ServerDialog {
    private static final Messages TEXT = Messages.beside(KeyDialog.class);
    private final Map<String, Secret> known = new HashMap<>();

    @Override
    public void accepted(HostKey key) {
        // shown with the server
    }

    @Override
    public synchronized @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
        Secret before = known.get(identityUrl);
        if (before != null && !wasWrong) {
            return before;
        }
        Console console = System.console();
        char[] typed = console == null ? null
                : console.readPassword("%s ", TEXT.get("passphrase", identityUrl));
        if (typed == null) {
            return null;
        }
        Secret given = new Secret(new String(typed));
        known.put(identityUrl, given);
        return given;
    }
}
