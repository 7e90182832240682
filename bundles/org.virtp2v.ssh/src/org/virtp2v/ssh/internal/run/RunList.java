package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerRun;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** The runs of a server, over a connection that stays open. What the server tells counts only in the right form. */
public final class RunList implements ServerRuns {
    private static final Messages TEXT = Messages.beside(RunList.class);
    private static final BashScript SCRIPT = BashScript.beside(RunList.class, "runs.sh");
    private static final String STATES = Stream.of(ServerRun.State.values()).map(Enum::name)
            .collect(Collectors.joining("|"));
    private static final String AGE = " (-|\\d{1,12})";
    private static final Pattern RUN = Pattern.compile("run (/tmp/virt-p2v-\\d{8}-[0-9a-z]{8}) (\\d{1,10}) (" + STATES
            + ") (yes|no) (-|\\d{1,3})" + AGE + AGE + " (\\d{1,12})");
    private static final String NAME = "name ";
    private static final String PROGRESS = "progress ";
    /** Of one user; and no more are listed in all. */
    private static final int MOST = 400;

    private final Connector connector;
    private final SshConnection connection;
    private final ServerLogin login;
    private final Duration limit;

    /**
     * @param connector
     *            takes the connection back
     * @param limit
     *            for each listing
     */
    public RunList(Connector connector, SshConnection connection, ServerLogin login, Duration limit) {
        this.connector = connector;
        this.connection = connection;
        this.login = login;
        this.limit = limit;
    }

    @Override
    public Listing list() throws ConnectionException, ServerException, InterruptedException {
        BashScript script = SCRIPT.with("most", MOST).with("sudo",
                Boolean.toString(login.sudo()));
        String output = new RemoteShell(connection, login).forSudo().run("ls /tmp", script, List.of(), limit).output();
        boolean everybody = output.endsWith("done all\n");
        // an answer may be longer than anybody wants to read
        if (!everybody && !output.endsWith("done own\n") && output.length() < BoundedText.LIMIT / 2) {
            throw new ServerException(Reason.NOT_UNDERSTOOD, TEXT.get("waiting.notTold", login.address()), null);
        }
        List<ServerRun> runs = new ArrayList<>();
        Iterator<String> lines = output.lines().iterator();
        while (lines.hasNext()) {
            Matcher told = RUN.matcher(lines.next());
            if (told.matches()) {
                runs.add(run(told, value(lines, NAME), value(lines, PROGRESS)));
            }
        }
        // one user after the other is told, and the old runs of one hide no run of another
        return new Listing(runs.stream().sorted(Comparator.comparing(ServerRun::changed)).limit(MOST).toList(),
                everybody);
    }

    private static String value(Iterator<String> lines, String word) {
        String line = lines.hasNext() ? lines.next() : "";
        return line.startsWith(word) ? line.substring(word.length()) : "";
    }

    private static ServerRun run(Matcher told, String name, String progress) {
        return new ServerRun(told.group(1), Long.parseLong(told.group(2)), ServerRun.State.valueOf(told.group(3)),
                told.group(4).equals("yes"), told.group(5).equals("-") ? null : Integer.valueOf(told.group(5)),
                age(told.group(6)), age(told.group(7)), Duration.ofSeconds(Long.parseLong(told.group(8))), name,
                progress);
    }

    private static @Nullable Duration age(String seconds) {
        return seconds.equals("-") ? null : Duration.ofSeconds(Long.parseLong(seconds));
    }

    @Override
    public void close() {
        connector.release(connection);
    }
}
