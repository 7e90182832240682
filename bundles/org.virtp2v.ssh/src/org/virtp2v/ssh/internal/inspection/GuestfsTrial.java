package org.virtp2v.ssh.internal.inspection;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsStart.State;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Terminal;

/**
 * Tries whether libguestfs's appliance starts, with virt-v2v itself, which looks at an empty disk: that is the program,
 * the user, the rule of sudo and the environment of the conversion, and needs nothing else to be installed or allowed.
 * A success is kept on the server, in the user's cache directory.
 */
final class GuestfsTrial {
    private static final BashScript SCRIPT = RemoteShell
            .withTerminals(BashScript.beside(GuestfsTrial.class, "guestfs-start.sh"));
    private static final String WHAT = "libguestfs";
    /** With KVM it takes 5 seconds, without 25 on an idle machine; 240 leave room for making it once, and for load. */
    private static final int LIMIT_SECONDS = 240;
    /** An emulated one that starts is silent for 10 seconds at most. */
    private static final int QUIET_SECONDS = 45;
    /** For the script itself. */
    private static final Duration SCRIPT_LIMIT = Duration.ofSeconds(15);
    /** One script does not wait for longer, so that a connection that is dead is noticed. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final int LONGEST_LINE = 500;

    private final GuestfsTry how;
    private final int quietSeconds;
    private final int limitSeconds;

    GuestfsTrial(GuestfsTry how) {
        this(how, QUIET_SECONDS, LIMIT_SECONDS);
    }

    /** With other limits. */
    GuestfsTrial(GuestfsTry how, int quietSeconds, int limitSeconds) {
        this.how = how;
        this.quietSeconds = quietSeconds;
        this.limitSeconds = limitSeconds;
    }

    /** Begins, unless it is known, or goes on. */
    GuestfsStart begin(RemoteShell shell) throws ConnectionException, ServerException, InterruptedException {
        return run(shell, true, Duration.ZERO);
    }

    /** Waits for the result. */
    GuestfsStart await(RemoteShell shell, Deadline deadline)
            throws ConnectionException, ServerException, InterruptedException {
        while (true) {
            Duration left = deadline.remaining();
            GuestfsStart start = run(shell, false, left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT);
            if (start.state() != State.RUNNING || deadline.remaining().toSeconds() == 0) {
                return start;
            }
        }
    }

    private GuestfsStart run(RemoteShell shell, boolean begin, Duration wait)
            throws ConnectionException, ServerException, InterruptedException {
        BashScript script = SCRIPT.with("version", how.version()).with("sudo", how.sudo())
                .with("variables", Survey.assignments(how.variables()))
                .with("begin", begin).with("wait", wait.toSeconds()).with("quiet", quietSeconds)
                .with("limit", limitSeconds);
        try {
            return understand(shell.run(WHAT, script, List.of(), SCRIPT_LIMIT.plus(wait)).output());
        } catch (ServerException e) {
            if (e.isLate()) {
                return GuestfsStart.untried(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** What the script has printed; its words are those of {@link State}. */
    static GuestfsStart understand(String output) {
        List<String> lines = Terminal.plain(output).lines().toList();
        String head = lines.isEmpty() ? "" : lines.getFirst();
        String[] first = head.split(" ", 2);
        Long seconds = first.length == 2 ? BoundedText.number(first[1].strip()) : null;
        Optional<State> state = Arrays.stream(State.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(first[0])).findAny();
        if (state.isEmpty() || seconds == null) {
            return GuestfsStart.untried(BoundedText.excerpt(head, LONGEST_LINE));
        }
        return new GuestfsStart(state.get(), Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)),
                lines.stream().skip(1).map(line -> BoundedText.excerpt(line.strip(), LONGEST_LINE)).toList());
    }
}
