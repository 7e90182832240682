package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * The runs on a server whose machine has left them. What the server tells is taken only where it has the right form.
 *
 * @param limit
 *            for each action on the server
 */
public record WaitingRuns(ServerLogin login, Duration limit) {
    private static final Messages TEXT = Messages.beside(WaitingRuns.class);
    private static final BashScript LIST = BashScript.beside(WaitingRuns.class, "waiting.sh");
    private static final BashScript READ = BashScript.beside(WaitingRuns.class, "read-file.sh");
    private static final BashScript ADOPT = BashScript.beside(WaitingRuns.class, "adopt.sh");
    private static final String STATES = Stream.of(WaitingRun.State.values()).map(Enum::name)
            .collect(Collectors.joining("|"));
    private static final Pattern RUN = Pattern
            .compile("run (/tmp/virt-p2v-\\d{8}-[0-9a-z]{8}) (" + STATES + ") (-|\\d{1,12}) (\\{.*\\})");
    private static final String FOUND = "found\n";
    /** More than run on one server at a time when many machines are converted. */
    private static final int MOST = 200;

    /**
     * Lists them.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not tell
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public List<WaitingRun> list(RemoteShell shell) throws ConnectionException, ServerException, InterruptedException {
        BashScript script = LIST.with("most", MOST);
        String output = shell.run("ls /tmp", script, List.of(), limit).output();
        // an answer may be longer than anybody wants to read
        if (!output.endsWith("done\n") && output.length() < BoundedText.LIMIT / 2) {
            throw new ServerException(Reason.NOT_UNDERSTOOD, TEXT.get("waiting.notTold", login.address()), null);
        }
        return output.lines().map(RUN::matcher).filter(Matcher::matches).limit(MOST).map(WaitingRuns::run).toList();
    }

    private static WaitingRun run(Matcher told) {
        Duration age = told.group(3).equals("-") ? null : Duration.ofSeconds(Long.parseLong(told.group(3)));
        return new WaitingRun(told.group(1), WaitingRun.State.valueOf(told.group(2)), age, told.group(4));
    }

    /** Reads a file of a run; null when it is not there. */
    public @Nullable String read(RemoteShell shell, WaitingRun run, String name)
            throws ConnectionException, ServerException, InterruptedException {
        return read(shell, run.directory(), name, limit);
    }

    /** Reads a file of the run in a directory; null when it is not there. */
    static @Nullable String read(RemoteShell shell, String directory, String name, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        BashScript script = READ.with("directory", directory).with("name", name);
        String output = shell.run("cat " + name, script, List.of(), limit).output();
        return output.startsWith(FOUND) ? output.substring(FOUND.length()) : null;
    }

    /**
     * Goes to a run that is waiting.
     *
     * @param connector
     *            makes another control connection when the first is lost, and takes back the last one
     * @param control
     *            the first control connection; the run's from now on, unless this fails
     */
    public RemoteRun adopt(Connector connector, SshConnection control, WaitingRun run)
            throws ConnectionException, ServerException, InterruptedException {
        boolean restarts = run.state() == WaitingRun.State.BROKEN_OFF;
        BashScript script = ADOPT.with("directory", run.directory()).with("restarts", restarts);
        Launch.Leader leader = Launch.leader(
                new RemoteShell(control, login).run("cat pid", script, List.of(), limit).output());
        if (leader == null) {
            throw new ServerException(Reason.CANNOT_RESUME,
                    TEXT.get("waiting.gone", login.address(), run.directory()), null);
        }
        return SshRemoteRun.adopted(connector, control, login, run.directory(), leader, restarts, limit);
    }
}
