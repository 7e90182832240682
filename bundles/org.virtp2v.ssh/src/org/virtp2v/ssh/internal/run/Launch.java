package org.virtp2v.ssh.internal.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * Starts the wrapper script, on a terminal that the server makes itself. The terminal is there for one thing: through
 * it the kernel interrupts virt-v2v also where it runs as root through sudo and we are not root. Where it would be
 * needed and cannot be made nothing is started: what runs must be stoppable, over any connection. The wrapper takes no
 * input and prints to a file, so it goes on when the connection ends.
 */
final class Launch {
    private static final Messages TEXT = Messages.beside(Launch.class);

    /** The launcher's name, here and in the remote directory. */
    private static final String LAUNCHER = "launch.sh";
    private static final BashScript SOURCE = BashScript.beside(Launch.class, LAUNCHER);
    private static final BashScript START = RemoteShell.withTerminals(BashScript.beside(Launch.class, "start.sh"));
    private static final BashScript SETTLE = BashScript.beside(Launch.class, "settle.sh");
    private static final Pattern PROCESS = Pattern.compile("([1-9]\\d{0,9}) (\\d{1,18})\\s*");
    private static final int LONGEST_REASON = 500;
    private static final int LOOKS_PER_SECOND = 20;
    private static final int SETTLE_LOOKS_PER_SECOND = 5;

    /**
     * The wrapper's process, as long as it lives; also the leader of the run's session and process group.
     *
     * @param pid
     *            its number
     * @param born
     *            when it began, in clock ticks after boot
     */
    record Leader(long pid, long born) {
    }

    private Launch() {
    }

    /** The launcher script. */
    static RemoteFile script(String directory) {
        byte[] content = SOURCE.with("directory", directory).text().getBytes(StandardCharsets.UTF_8);
        return RemoteFile.needed(LAUNCHER, content);
    }

    /**
     * Starts the run and waits until it is on its way. Whatever fails here, it may have started: see {@link #settle}.
     *
     * @param attempt
     *            its number, from 1; an attempt before must be settled
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when it did not start
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    static Leader start(RemoteShell shell, ServerLogin login, String directory, int attempt, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        BashScript script = START.with("directory", directory).with("needs_terminal", login.sudo()).with("looks",
                limit.toSeconds() * LOOKS_PER_SECOND / 2).with("attempt", attempt);
        String said = shell.run(LAUNCHER, script, List.of(), limit).output().strip();
        Leader leader = BoundedText.lastLine(said).equals("started") ? settle(shell, directory, limit) : null;
        if (leader != null) {
            return leader;
        }
        String why = BoundedText.excerpt(said.replaceFirst("(?m)^failed$\n?", ""), LONGEST_REASON);
        if (why.endsWith("no terminal")) {
            throw new ServerException(Reason.CANNOT_STOP, TEXT.get("run.noTerminal", login.address(), login.username()),
                    null);
        }
        throw new ServerException(why.contains("No space left") ? Reason.CANNOT_WRITE : Reason.NOT_UNDERSTOOD,
                TEXT.get("run.notStarted", login.address(), directory, shell.reason(LAUNCHER, why)), null);
    }

    /**
     * Finds out whether an attempt has started the run. If not, it never will; another one may.
     *
     * @param patience
     *            how long to wait for a run that is just starting
     * @return its leader, which may have ended; null when it has not started
     * @throws ServerException
     *             when the server does not tell
     */
    static @Nullable Leader settle(RemoteShell shell, String directory, int attempt, Duration patience, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        return settle(shell, directory, "pid." + attempt, patience, limit);
    }

    /**
     * Finds out whether the run has started. If not, no attempt ever will.
     *
     * @return its leader, which may have ended; null when it has not started
     * @throws ServerException
     *             when the server does not tell
     */
    static @Nullable Leader settle(RemoteShell shell, String directory, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        return settle(shell, directory, "pid", Duration.ZERO, limit);
    }

    private static @Nullable Leader settle(RemoteShell shell, String directory, String claim, Duration patience,
            Duration limit) throws ConnectionException, ServerException, InterruptedException {
        BashScript script = SETTLE.with("directory", directory).with("claim", claim).with("looks",
                patience.toSeconds() * SETTLE_LOOKS_PER_SECOND);
        RemoteShell.Result result = shell.run("cat pid", script, List.of(), limit);
        return leader(result.output());
    }

    /** The leader that a launcher left in its file; null when it left none, or never will. */
    static @Nullable Leader leader(String text) {
        Matcher process = PROCESS.matcher(text);
        return process.matches() ? new Leader(Long.parseLong(process.group(1)), Long.parseLong(process.group(2)))
                : null;
    }
}
