package org.virtp2v.ssh.internal.identity;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;

/** Where the passphrases of one private key come from: first the settings, then the user, as often as need be. */
public final class Passphrases {
    private final String url;
    private final @Nullable Secret given;
    private final ServerDialog dialog;
    private boolean tried;

    /**
     * @param url
     *            where the key is from, to be shown
     * @param given
     *            the passphrase in the settings; null when there is none
     * @param dialog
     *            asked when that is not the right one
     */
    public Passphrases(String url, @Nullable Secret given, ServerDialog dialog) {
        this.url = url;
        this.given = given;
        this.dialog = dialog;
    }

    /** One to try, another each time; null when there is no more. May block. */
    @Nullable
    Secret next() {
        Secret passphrase = !tried && given != null ? given : dialog.passphrase(url, tried);
        tried |= passphrase != null;
        return passphrase;
    }

    /** Whether there was one to try. */
    boolean tried() {
        return tried;
    }
}
