package org.virtp2v.ui.internal.server;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostName;
import org.virtp2v.core.text.Messages;

/** What is wrong with what somebody typed about the conversion server, in a sentence; null: nothing. */
public final class ServerText {
    private static final Messages TEXT = Messages.beside(ServerText.class);
    private static final int LARGEST_PORT = 65_535;

    private ServerText() {
    }

    /** The name or address. */
    public static @Nullable String host(String text) {
        if (text.isBlank()) {
            return TEXT.get("noHost");
        }
        if (text.indexOf(',') >= 0) {
            return TEXT.get("severalHosts", text.replace(",", ", "));
        }
        try {
            HostName.normal(text);
            return null;
        } catch (IllegalArgumentException e) {
            return TEXT.get("badHost");
        }
    }

    /** The SSH port. */
    public static @Nullable String port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            return port >= 1 && port <= LARGEST_PORT ? null : TEXT.get("badPort");
        } catch (NumberFormatException e) {
            return TEXT.get("badPort");
        }
    }

    /** The user there. */
    public static @Nullable String user(String text) {
        return text.isBlank() ? TEXT.get("noUser") : null;
    }

    /** Where the private key is; empty: there is none. */
    public static @Nullable String identity(String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            return URI.create(text.strip()).getScheme() == null ? TEXT.get("badIdentity") : null;
        } catch (IllegalArgumentException e) {
            return TEXT.get("badIdentity");
        }
    }
}
