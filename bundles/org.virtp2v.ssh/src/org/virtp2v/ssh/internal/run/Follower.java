package org.virtp2v.ssh.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.ConnectErrors;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Sshd;
import org.virtp2v.ssh.internal.script.Utf8Pieces;

/**
 * Reads the run's output from its file. It knows how far it came, so it can go on over another connection where it was
 * cut off, without losing or repeating a byte. While it reads it gives signs of life, also when the run is silent:
 * without them the server takes this side for dead, and ends the run. They carry the progress, when there is another.
 */
final class Follower {
    private static final BashScript SCRIPT = Sshd.functions(BashScript.beside(Follower.class, "follow.sh"));
    private static final Pattern STATUS = Pattern.compile("status:([^:]*):\\s*$");
    private static final Pattern CODE = Pattern.compile("\\d{0,3}");
    private static final Duration FOR_EVER = Duration.ofDays(1000);
    /** Between two signs of life; the shortest limit that makes sense for them is several of these. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    /** How long a script may go on that takes no signs of life any more. */
    private static final Duration DEAF = Duration.ofSeconds(5);
    /** So often in a row the script may end without a result and without having told anything. */
    private static final int MOST_CUT_OFF = 5;
    private static final byte[] LINE = { '\n' };
    /** How often it looks whether there is another progress. */
    private static final Duration NEWS = Duration.ofSeconds(2);

    private final String directory;
    private final ServerLogin login;
    private final Utf8Pieces pieces = new Utf8Pieces();
    private long offset;
    private int cutOff;

    Follower(String directory, ServerLogin login) {
        this.directory = directory;
        this.login = login;
    }

    /**
     * Follows to the end.
     *
     * @param output
     *            gets the text, on this thread
     * @param progress
     *            how the conversion is, on one line without its end
     * @throws ConnectionException
     *             when the connection is lost, or was ended because the script was
     * @return the content of {@code status}; empty when there is none
     */
    String follow(RemoteShell shell, Launch.Leader leader, Consumer<String> output, Supplier<String> progress)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline never = Deadline.in(FOR_EVER);
        BashScript rest = SCRIPT.with("directory", directory).with("from", offset + 1).with("pid", leader.pid())
                .with("born", leader.born());
        CountDownLatch ended = new CountDownLatch(1);
        try (RemoteScript script = shell.attend(rest)) {
            Blocking.start("heartbeat", () -> beat(script, progress, ended, shell.connection()));
            for (byte[] piece = script.read(never); piece != null; piece = script.read(never)) {
                offset += piece.length;
                cutOff = 0;
                send(pieces.decode(piece), output);
            }
            script.end(never);
            Matcher status = STATUS.matcher(script.errors());
            boolean found = status.find();
            if (!found && cutOff++ < MOST_CUT_OFF) {
                // it was ended, which says nothing about the run
                shell.connection().abort();
                throw ConnectErrors.lost(login, null);
            }
            send(pieces.end(), output);
            return found && CODE.matcher(status.group(1)).matches() ? status.group(1) : "";
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            ended.countDown();
        }
    }

    /** On a thread of its own, as nothing else may keep it from that. */
    private static void beat(RemoteScript script, Supplier<String> progress, CountDownLatch ended,
            SshConnection connection) {
        try {
            String told = "";
            Deadline next = Deadline.in(HEARTBEAT);
            while (!ended.await(NEWS.toMillis(), TimeUnit.MILLISECONDS)) {
                String now = progress.get();
                boolean isNew = !now.equals(told);
                if (isNew || next.remainingNanos() == 0) {
                    script.send(isNew ? (now + "\n").getBytes(StandardCharsets.UTF_8) : LINE);
                    told = now;
                    next = Deadline.in(HEARTBEAT);
                }
            }
        } catch (IOException e) {
            // The connection is lost, which whoever reads from it learns too; or JSch was exchanging keys for too long.
            abortUnlessEnded(ended, connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    /** Without signs of life the server would end the run; another connection gives them. */
    private static void abortUnlessEnded(CountDownLatch ended, SshConnection connection) {
        try {
            if (!ended.await(DEAF.toMillis(), TimeUnit.MILLISECONDS)) {
                connection.abort();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    private static void send(String text, Consumer<String> output) {
        if (!text.isEmpty()) {
            output.accept(text);
        }
    }
}
