package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Utf8Pieces;

/**
 * Reads the run's output from its file. It knows how far it came, so it can go on over another connection where it was
 * cut off, without losing or repeating a byte.
 */
final class Follower {
    private static final BashScript SCRIPT = BashScript.beside(Follower.class, "follow.sh");
    private static final Pattern STATUS = Pattern.compile("status:(\\d{0,3}):\\s*$");
    private static final Duration FOR_EVER = Duration.ofDays(1000);

    private final String directory;
    private final Utf8Pieces pieces = new Utf8Pieces();
    private long offset;

    Follower(String directory) {
        this.directory = directory;
    }

    /**
     * Follows to the end.
     *
     * @param output
     *            gets the text, on this thread
     * @return the content of {@code status}; empty when there is none
     */
    String follow(RemoteShell shell, long pid, Consumer<String> output)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline never = Deadline.in(FOR_EVER);
        BashScript rest = SCRIPT.with("directory", directory).with("from", offset + 1).with("pid", pid);
        try (RemoteScript script = shell.attend(rest)) {
            for (byte[] piece = script.read(never); piece != null; piece = script.read(never)) {
                offset += piece.length;
                send(pieces.decode(piece), output);
            }
            script.end(never);
            send(pieces.end(), output);
            Matcher status = STATUS.matcher(script.errors());
            return status.find() ? status.group(1) : "";
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(String text, Consumer<String> output) {
        if (!text.isEmpty()) {
            output.accept(text);
        }
    }
}
