package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ServerProcesses;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Tail;

/**
 * Ends all processes of a run: the leader, its descendants, and everything in a session that one of these belongs to:
 * sudo gives virt-v2v a session of its own. Signals that are not permitted do no harm.
 */
final class Stopper {
    /** Of the time there is, how much for each. */
    private static final double INTERRUPT_SHARE = 0.5;
    private static final double TERMINATE_SHARE = 0.25;
    private static final double KILL_SHARE = 0.1;
    private static final double LOOKS_PER_SECOND = 5;

    private static final BashScript SCRIPT = ServerProcesses
            .functionFor(BashScript.beside(Stopper.class, "stop.sh"));

    private static final Pattern LOOKED = Pattern.compile("looked ([\\d ]*);");

    /** The result. */
    enum Outcome {
        /** Nothing of the run is running. */
        GONE,
        /** Something is, and cannot be ended. */
        LEFT,
        /** The server did not answer. */
        UNKNOWN
    }

    private final String directory;
    private final Launch.Leader leader;
    /**
     * Numbers of the sessions that the run is known to have; they outlive the leader, so they are kept for a next try.
     */
    private String sessions;

    Stopper(String directory, Launch.Leader leader) {
        this.directory = directory;
        this.leader = leader;
        this.sessions = Long.toString(leader.pid());
    }

    /**
     * Asks the run to stop, waits until it is gone, and helps.
     *
     * @return the result
     */
    Outcome stop(RemoteShell shell, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        Tail output = new Tail();
        try (RemoteScript script = shell.start(script(limit), List.of())) {
            for (byte[] piece = script.read(deadline); piece != null; piece = script.read(deadline)) {
                output.write(piece, 0, piece.length);
                Matcher looked = LOOKED.matcher(output.text());
                if (looked.find()) {
                    sessions = looked.group(1).strip();
                }
            }
            script.end(deadline);
            return output.text().endsWith("gone") ? Outcome.GONE : Outcome.LEFT;
        } catch (TimeoutException e) {
            return Outcome.UNKNOWN;
        }
    }

    private BashScript script(Duration limit) {
        return SCRIPT.with("directory", directory).with("leader", leader.pid()).with("born", leader.born())
                .with("sessions", sessions)
                .with("looks", looks(limit, INTERRUPT_SHARE)).with("looks_terminated", looks(limit, TERMINATE_SHARE))
                .with("looks_killed", looks(limit, KILL_SHARE));
    }

    private static long looks(Duration limit, double share) {
        return (long) (limit.toMillis() / 1000.0 * share * LOOKS_PER_SECOND);
    }
}
