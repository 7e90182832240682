package org.virtp2v.ssh.internal.script;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.SshConnection;

/**
 * Runs bash scripts on the server, over one connection, each in an exec channel (RFC 4254, section 6.5) without a
 * terminal of sshd's, which it may refuse and start-up files may act upon, in the C locale. Neither the login shell nor
 * its start-up files can get in the way: the command line means the same to all shells, output counts from a marker on,
 * and the script is sent only after that.
 */
public final class RemoteShell {
    private static final Messages TEXT = Messages.beside(RemoteShell.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** How long a connection may take to be lost after what ran over it. */
    private static final Duration LOSS_LIMIT = Duration.ofSeconds(3);
    private static final int LOSS_LOOK_MILLIS = 50;
    /** What bash says when a program of a script is ended by a signal, after the number of its process. */
    private static final Pattern ENDED = Pattern.compile("\\d (Hangup|Killed|Terminated)\\b");

    /**
     * The result of a script.
     *
     * @param status
     *            its exit code
     * @param output
     *            the start of its standard output, see {@link BoundedText}
     * @param errors
     *            the end of its standard error
     */
    public record Result(int status, String output, String errors) {
    }

    private static final BashScript TERMINAL = BashScript.beside(RemoteShell.class, "on-terminal.sh")
            .including(RemoteShell.class, "terminal.sh");

    private final SshConnection connection;
    private final ServerLogin login;
    private final boolean terminal;

    public RemoteShell(SshConnection connection, ServerLogin login) {
        this(connection, login, false);
    }

    private RemoteShell(SshConnection connection, ServerLogin login, boolean terminal) {
        this.connection = connection;
        this.login = login;
        this.terminal = terminal;
    }

    /** The connection that scripts run over. */
    public SshConnection connection() {
        return connection;
    }

    /** Has the functions about terminals before a script. */
    public static BashScript withTerminals(BashScript script) {
        return script.including(RemoteShell.class, "terminal.sh");
    }

    /**
     * The same where scripts use sudo as the conversion does: they have a controlling terminal, which the server makes
     * itself if it can. Input and output are what they are without.
     */
    public RemoteShell forSudo() {
        return login.sudo() ? new RemoteShell(connection, login, true) : this;
    }

    /** A word that nothing on the server prints by accident. Shells do not find anything special in it. */
    public static String randomMarker() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return "@virt-p2v-" + HexFormat.of().formatHex(bytes);
    }

    /**
     * Starts a script.
     *
     * @param script
     *            its commands are all in one block that ends with {@code exit}, so that bash has read it whole before
     *            the input
     * @param input
     *            the script's standard input after the script itself
     */
    public RemoteScript start(BashScript script, List<byte[]> input) {
        return new RemoteScript(connection, login, text(script), input, false);
    }

    /** Starts a script whose standard input ends when it is closed here, or the connection is lost. */
    public RemoteScript attend(BashScript script) {
        return new RemoteScript(connection, login, text(script), List.of(), true);
    }

    private String text(BashScript script) {
        return terminal ? TERMINAL.text() + script.text() : script.text();
    }

    /**
     * Runs a script to its end.
     *
     * @param what
     *            name of the action, for the message when it takes too long
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started, or the script takes too long or is ended by a signal
     * @throws InterruptedException
     *             when the thread is interrupted; the script's channel is closed
     */
    public Result run(String what, BashScript script, List<byte[]> input, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        RemoteScript running = start(script, input);
        try {
            BoundedText output = new BoundedText();
            for (byte[] piece = running.read(deadline); piece != null; piece = running.read(deadline)) {
                output.add(piece);
            }
            int status = running.end(deadline);
            if (status < 0) {
                throw ended(what); // whatever it printed is not all
            }
            return new Result(status, output.toString(), running.errors());
        } catch (TimeoutException e) {
            throw late(what, running.startUp(), limit, e);
        } finally {
            running.close();
        }
    }

    /** The time for a script is over. */
    private ServerException late(String what, @Nullable String startUp, Duration limit, TimeoutException cause)
            throws ConnectionException {
        if (connection.isSilent()) {
            connection.abort();
            throw ConnectErrors.lost(login, cause);
        }
        String seconds = String.valueOf(limit.toSeconds());
        if (startUp == null) {
            return new ServerException(Reason.TIMEOUT, TEXT.get("shell.timeout", login.address(), what, seconds),
                    cause);
        }
        return new ServerException(Reason.SHELL_STUCK,
                startUp.isEmpty() ? TEXT.get("shell.stuck", login.address(), login.username(), seconds)
                        : TEXT.get("shell.stuckSaying", login.address(), login.username(), seconds, startUp),
                cause);
    }

    /**
     * Why a script did not do what it had to, for a message.
     *
     * @param what
     *            name of the action
     * @param said
     *            what it said about that, which is the reason unless it is blank, or only that a program was ended
     * @throws ConnectionException
     *             when it is none, and the connection is lost, now or in a moment: when a server is stopped, what runs
     *             there may end first
     * @throws ServerException
     *             when it is none otherwise: the script was ended there
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public String reason(String what, String said)
            throws ConnectionException, ServerException, InterruptedException {
        if (said.isBlank() || ENDED.matcher(said).find()) {
            throw ended(what);
        }
        return said;
    }

    private ServerException ended(String what) throws ConnectionException, InterruptedException {
        Deadline deadline = Deadline.in(LOSS_LIMIT);
        while (connection.isOpen() && deadline.remainingNanos() > 0) {
            Thread.sleep(LOSS_LOOK_MILLIS);
        }
        if (!connection.isOpen()) {
            throw ConnectErrors.lost(login, null);
        }
        return new ServerException(Reason.NOT_UNDERSTOOD, TEXT.get("shell.ended", login.address(), what), null);
    }
}
