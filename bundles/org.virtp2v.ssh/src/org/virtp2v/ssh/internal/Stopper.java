package org.virtp2v.ssh.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.concurrent.TimeoutException;

import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.ServerException;

/**
 * Sees to it that nothing of a run is running any more. What counts is the leader, its descendants, and everything in a
 * session that one of these belongs to: sudo gives virt-v2v a session of its own. Signals that are not permitted do no
 * harm.
 */
final class Stopper {
    /** Of the time there is, how much for each: an interrupt, SIGTERM, SIGKILL. */
    private static final double[] SHARES = { 0.5, 0.25, 0.1 };
    private static final double STEPS_PER_SECOND = 5;

    private static final String SCRIPT = """
            {
            leader=%1$d born=%2$d sessions="%6$s"
            set -- $(cat "/proc/$leader/stat" 2> /dev/null)
            if [ -n "${22}" ] && [ "${22}" != "$born" ]; then
                sessions=" $sessions "
                sessions=${sessions/ $leader / } # the number belongs to somebody else by now
            fi
            look() {
                local found
                found=$(ps -e -o pid= -o ppid= -o sid= -o stat= | awk -v sessions="$sessions" '
                    BEGIN { n = split(sessions, s, " "); for (i = 1; i <= n; i++) known[s[i]] }
                    $4 !~ /^Z/ { parent[$1] = $2; session[$1] = $3 }
                    END {
                        do {
                            more = 0
                            for (p in parent)
                                if (!(p in run) && (session[p] in known || parent[p] in run)) {
                                    run[p]; known[session[p]]; more = 1
                                }
                        } while (more)
                        for (p in run) printf "%%s ", p
                        printf ";"
                        for (k in known) printf "%%s ", k
                    }')
                left=${found%%;*} sessions=${found#*;}
            }
            await() {
                local i
                for ((i = 0; ; i++)); do
                    look
                    if [ -z "$left" ]; then
                        echo gone
                        exit 0
                    fi
                    [ "$i" -lt "$1" ] || return
                    sleep 0.2
                done
            }
            look # before anything ends and its children lose their parent
            echo "looked $sessions;"
            await %3$d
            kill -TERM $left 2> /dev/null
            await %4$d
            kill -KILL $left 2> /dev/null
            await %5$d
            echo "left $left"
            exit 0
            }
            """;

    private static final Pattern LOOKED = Pattern.compile("looked ([\\d ]*);");

    /** What is known in the end. */
    enum Outcome {
        /** Nothing of the run is running. */
        GONE,
        /** Something is, and cannot be ended. */
        LEFT,
        /** The server did not answer. */
        UNKNOWN
    }

    /** Types Ctrl-C on the run's terminal. */
    interface Interrupt {

        /** Tries it; what does not listen is ended otherwise. */
        void type() throws InterruptedException;
    }

    private final Launch.Leader leader;
    /** Numbers of the sessions that the run is known to have; they outlive the leader, so they are kept for a next try. */
    private String sessions;

    Stopper(Launch.Leader leader) {
        this.leader = leader;
        this.sessions = Long.toString(leader.pid());
    }

    /**
     * Asks the run to stop, waits until it is gone, and helps.
     *
     * @param interrupt
     *            asks it, after its processes have been found
     * @return what became of it
     */
    Outcome stop(RemoteShell shell, Interrupt interrupt, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        int[] steps = new int[SHARES.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (int) (limit.toMillis() / 1000.0 * SHARES[i] * STEPS_PER_SECOND);
        }
        StringBuilder output = new StringBuilder();
        String source = SCRIPT.formatted(leader.pid(), leader.born(), steps[0], steps[1], steps[2],
                sessions);
        try (RemoteScript script = shell.start(source, List.of())) {
            boolean asked = false;
            for (byte[] piece = script.read(deadline); piece != null; piece = script.read(deadline)) {
                output.append(new String(piece, StandardCharsets.US_ASCII));
                Matcher looked = LOOKED.matcher(output);
                if (!asked && looked.find()) {
                    asked = true;
                    sessions = looked.group(1).strip();
                    interrupt.type();
                }
            }
            script.end(deadline);
            return output.toString().strip().endsWith("gone") ? Outcome.GONE : Outcome.LEFT;
        } catch (TimeoutException e) {
            return Outcome.UNKNOWN;
        }
    }
}
