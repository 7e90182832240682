package org.virtp2v.ssh.internal.script;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.BytePipe;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.SshConnection;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;

/**
 * A bash script while it runs on the server. A thread of its own opens the channel, waits until start-up files have had
 * their say, and sends script and input; its creator reads the output.
 */
public final class RemoteScript implements AutoCloseable {
    private static final Messages TEXT = Messages.beside(RemoteScript.class);
    private static final int OPEN_MILLIS = 60_000;
    /** A session counts until its last process has ended, so the one before may be in the way (MaxSessions). */
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);
    private static final int OPEN_PAUSE_MILLIS = 100;
    /** How often to look whether the connection is there, while nothing comes. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** What JSch says when the server opens no channel. */
    private static final String NOT_OPENED = "channel is not opened.";
    /** What sshd says in the place of running a command, never in another language; the identity may be accepted. */
    private static final String PASSWORD_EXPIRED = "Your password has expired";

    private final SshConnection connection;
    private final ServerLogin login;
    private final BytePipe output = new BytePipe();
    private final Tail errors = new Tail();
    private final Tail noise = new Tail();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable ChannelExec channel;
    private volatile boolean started;
    private volatile @Nullable OutputStream input;
    private volatile @Nullable Exception failure;

    /**
     * @param attended
     *            whether the script's standard input ends only when this is closed
     */
    RemoteScript(SshConnection connection, ServerLogin login, String script, List<byte[]> input, boolean attended) {
        this.connection = connection;
        this.login = login;
        Blocking.start("script", () -> feed(script, input, attended));
    }

    /**
     * A piece of the script's standard output; null at its end.
     *
     * @throws TimeoutException
     *             when none came in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public byte @Nullable [] read(Deadline deadline) throws InterruptedException, TimeoutException {
        while (true) {
            try {
                return output.read(deadline.remaining().compareTo(LOOK) < 0 ? deadline : Deadline.in(LOOK));
            } catch (TimeoutException e) {
                if (deadline.remainingNanos() == 0) {
                    throw e;
                }
                if (!connection.isOpen()) {
                    // JSch may wait for a channel on a connection that ended just before.
                    fail(new JSchException(SshConnection.DOWN));
                }
            }
        }
    }

    /**
     * Sends more to the standard input of a script that is attended; nothing before it has been started. May block as
     * long as the connection is open.
     *
     * @throws IOException
     *             when the script or its connection has ended
     */
    public void send(byte[] bytes) throws IOException {
        OutputStream to = input;
        if (to != null) {
            to.write(bytes);
            to.flush();
        }
    }

    /**
     * What the login shell and its start-up files have said so far, which may be nothing; null when the server has not
     * said yet that it has started the shell, or they have come to their end, and bash runs.
     */
    @Nullable
    String startUp() {
        return !started || ready.getNow(false) ? null : noise.text();
    }

    /** The end of what the script printed to standard error, without terminal control. */
    public String errors() {
        return errors.text();
    }

    /**
     * Waits for the end.
     *
     * @return the exit code
     * @throws ConnectionException
     *             when the connection was lost before
     * @throws ServerException
     *             when the server did not run bash
     * @throws TimeoutException
     *             when the script did not end in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public int end(Deadline deadline)
            throws ConnectionException, ServerException, TimeoutException, InterruptedException {
        if (!closed.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        ChannelExec ended = channel;
        int status = ended == null ? -1 : ended.getExitStatus();
        boolean killed = ended != null && ended.getExitSignal() != null;
        if (ready.getNow(false) && (status >= 0 || killed)) {
            return status;
        }
        Exception cause = failure;
        boolean down = !connection.isOpen() || cause != null && SshConnection.DOWN.equals(cause.getMessage());
        if (down || cause == null && status < 0 && !killed) {
            throw ConnectErrors.lost(login, cause);
        }
        if (cause != null && NOT_OPENED.equals(cause.getMessage())) {
            throw new ServerException(Reason.NOT_UNDERSTOOD, TEXT.get("shell.noSession", login.address()), cause);
        }
        String detail = noise.text();
        if (detail.contains(PASSWORD_EXPIRED)) {
            throw new ServerException(Reason.NOT_UNDERSTOOD,
                    TEXT.get("shell.passwordExpired", login.address(), login.username()), cause);
        }
        throw new ServerException(Reason.NOT_UNDERSTOOD, detail.isEmpty() ? TEXT.get("shell.none", login.address())
                : TEXT.get("shell.said", login.address(), detail), cause);
    }

    /** Closes the channel. Does not block, does not wait for the script to end. */
    @Override
    public void close() {
        output.close();
        ready.complete(false);
        ChannelExec open = channel;
        if (open != null && !open.isClosed()) {
            Blocking.start("close script", open::disconnect);
        }
    }

    private void feed(String script, List<byte[]> contents, boolean attended) {
        try {
            ChannelExec exec = open();
            if (ready.get()) {
                OutputStream stdin = exec.getOutputStream();
                stdin.write(script.getBytes(StandardCharsets.UTF_8));
                for (byte[] content : contents) {
                    stdin.write(content);
                }
                if (attended) {
                    stdin.flush();
                    input = stdin;
                } else {
                    stdin.close();
                }
            }
        } catch (JSchException | ExecutionException | InterruptedException e) {
            fail(e);
        } catch (IOException e) {
            // The script ended without taking all of its input; its exit code shows why.
        }
    }

    private ChannelExec open() throws JSchException, IOException, InterruptedException {
        Deadline deadline = Deadline.in(OPEN_LIMIT);
        while (true) {
            try {
                return tryToOpen();
            } catch (JSchException e) {
                ChannelExec refused = channel;
                if (refused == null || !refused.isClosed() || deadline.remainingNanos() == 0 || ready.isDone()) {
                    throw e;
                }
                Thread.sleep(OPEN_PAUSE_MILLIS);
            }
        }
    }

    private ChannelExec tryToOpen() throws JSchException, IOException {
        String marker = RemoteShell.randomMarker();
        ChannelExec exec = connection.exec();
        exec.setCommand("exec env -u BASH_ENV -u ENV -u POSIXLY_CORRECT LANG=C LC_ALL=C "
                + "bash --noprofile --norc -p -c \"umask u+rwx; echo " + marker + "; echo " + marker
                + " >&2; exec bash --noprofile --norc -p -s\"");
        exec.setOutputStream(new AfterMarker(marker, noise, output, () -> ready.complete(true), this::outputEnded));
        exec.setErrStream(new AfterMarker(marker, noise, errors, () -> {
        }, closed::countDown));
        channel = exec;
        exec.connect(OPEN_MILLIS);
        started = true;
        return exec;
    }

    private void outputEnded() {
        ready.complete(false);
    }

    private void fail(Exception e) {
        failure = e;
        ready.complete(false);
        output.close();
        closed.countDown();
    }
}
