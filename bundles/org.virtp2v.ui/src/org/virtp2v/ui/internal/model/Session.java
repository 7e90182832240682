package org.virtp2v.ui.internal.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;

/**
 * The user's answers while logging in, remembered until the wizard is closed, so no question comes twice: host keys by
 * server, passphrases by where the key is from. Thread-safe.
 */
public final class Session {
    private final Map<String, HostKey> hostKeys = new HashMap<>();
    private final Map<String, Secret> passphrases = new HashMap<>();

    /** The key that was accepted for a server in this session; null: none yet. */
    public synchronized @Nullable HostKey hostKey(String address) {
        return hostKeys.get(address);
    }

    /**
     * The host key that a server must have: the one that was accepted in this session, else that of the settings.
     *
     * @param address
     *            host and port
     */
    public synchronized HostKeyPolicy policy(String address, HostKeyPolicy settings) {
        HostKey accepted = hostKeys.get(address);
        return accepted != null && settings instanceof HostKeyPolicy.AcceptOnce
                ? new HostKeyPolicy.Fingerprint(accepted.fingerprint())
                : settings;
    }

    /**
     * A dialog for one server that uses another only for answers that are not known yet.
     *
     * @param address
     *            host and port
     * @param user
     *            the dialog with the user
     */
    public ServerDialog dialog(String address, ServerDialog user) {
        return new Remembering(address, user);
    }

    private synchronized void accept(String address, HostKey key) {
        hostKeys.put(address, key);
    }

    private synchronized @Nullable Secret passphrase(String url) {
        return passphrases.get(url);
    }

    private synchronized void forget(String url) {
        passphrases.remove(url);
    }

    private synchronized void remember(String url, Secret passphrase) {
        passphrases.put(url, passphrase);
    }

    private final class Remembering implements ServerDialog {
        private final String address;
        private final ServerDialog user;

        Remembering(String address, ServerDialog user) {
            this.address = address;
            this.user = user;
        }

        @Override
        public void accepted(HostKey key) {
            accept(address, key);
            user.accepted(key);
        }

        @Override
        public void retrying(ConnectionException why, int pauseSeconds, int secondsLeft) {
            user.retrying(why, pauseSeconds, secondsLeft);
        }

        @Override
        public boolean trusts(HostKey key) {
            return Objects.equals(key, hostKey(address)) || user.trusts(key);
        }

        @Override
        public @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
            Secret known = Session.this.passphrase(identityUrl);
            if (known != null && !wasWrong) {
                return known;
            }
            forget(identityUrl);
            Secret given = user.passphrase(identityUrl, wasWrong);
            if (given != null) {
                remember(identityUrl, given);
            }
            return given;
        }

        @Override
        public @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
            return user.answers(name, instruction, prompts);
        }
    }
}
