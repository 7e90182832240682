package org.virtp2v.app.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.text.Messages;

/** Reads a server as it is named on the command line: {@code [USER@]HOST[:PORT]}. */
final class FleetServer {
    private static final Messages TEXT = Messages.beside(FleetServer.class);
    private static final Pattern FORM = Pattern
            .compile(
                    "(?:([^@\\s]+)@)?(\\[[0-9a-fA-F:.%]+\\]|[^@:\\s\\[\\]]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)"
                            + "(?::(\\d{1,5}))?");
    private static final int LAST_PORT = 65535;

    private FleetServer() {
    }

    /**
     * How to log in to a server, with a private key.
     *
     * @param identity
     *            where the key is to be had: a URL, or the name of a file; null: there is none
     * @param sudo
     *            whether sudo is used to see the runs of other users
     * @throws UsageException
     *             when the text names no server
     */
    static ServerLogin parse(String text, @Nullable String identity, boolean sudo, HostKeyPolicy policy)
            throws UsageException {
        Matcher named = FORM.matcher(text);
        int port = named.matches() && named.group(3) != null ? Integer.parseInt(named.group(3))
                : ServerSettings.DEFAULT_PORT;
        if (!named.matches() || port < 1 || port > LAST_PORT) {
            throw new UsageException(TEXT.get("noServer", text));
        }
        String user = named.group(1) == null ? ServerSettings.DEFAULT_USERNAME : named.group(1);
        try {
            return new ServerLogin(named.group(2), port, user, null, identity == null ? null : url(identity), null,
                    sudo, policy, false, Duration.ZERO, Connections.AUTO);
        } catch (IllegalArgumentException e) {
            throw new UsageException(TEXT.get("noServer", text));
        }
    }

    private static String url(String identity) {
        return identity.contains("://") || identity.startsWith("file:") ? identity
                : Path.of(identity).toAbsolutePath().toString();
    }
}
