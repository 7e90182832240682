package org.virtp2v.ssh.internal.script;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.BashScript;

/**
 * The server's process behind one SSH connection. When the connection is lost on its way it does not learn that for a
 * long time, and keeps what the connection had.
 *
 * @param pid
 *            its number
 * @param born
 *            when it began, in clock ticks after boot: together with the number that is unique
 */
public record Sshd(long pid, long born) {
    private static final Pattern LINE = Pattern.compile("(?m)^sshd ([1-9]\\d{0,9}) (\\d{1,18})$");

    /** Has the functions about such processes before a script. */
    public static BashScript functions(BashScript script) {
        return script.including(Sshd.class, "sshd.sh");
    }

    /** The one that a script printed with {@code own_sshd}; null when it did not. */
    public static @Nullable Sshd in(String output) {
        Matcher line = LINE.matcher(output);
        return line.find() ? new Sshd(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))) : null;
    }

    /** The arguments of {@code end_sshd}. */
    public List<String> words() {
        return List.of(Long.toString(pid), Long.toString(born));
    }
}
