package org.virtp2v.ui.internal.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A server as people copy it from elsewhere: {@code user@host:port}, {@code ssh://user@host:port}, an IPv6 address in
 * brackets. One with a password in it is none: what is secret has a field of its own.
 *
 * @param user
 *            null: not given
 * @param host
 *            as it is written, without brackets
 * @param port
 *            null: not given
 */
public record ServerAddress(@Nullable String user, String host, @Nullable String port) {
    private static final Pattern FORM = Pattern.compile(
            "(?<scheme>ssh://)?(?:(?<user>[^@:/\\s]+)@)?(?:\\[(?<six>[0-9A-Fa-f:.]+(?:%[^\\]\\s]+)?)]|(?<name>[^@:/\\s\\[\\]]+))"
                    + "(?::(?<port>[0-9]{1,5}))?/?",
            Pattern.CASE_INSENSITIVE);

    /** The parts of a text that is more than the name or address of a host; empty when it is no more, or not that. */
    public static Optional<ServerAddress> split(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        boolean more = form.group("scheme") != null || form.group("user") != null || form.group("port") != null;
        String six = form.group("six");
        return more ? Optional.of(new ServerAddress(form.group("user"), six == null ? form.group("name") : six,
                form.group("port"))) : Optional.empty();
    }
}
