package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.ServerException;

/**
 * Reads what the run prints, from the file that it prints to. It knows how far it came, so it can go on over another
 * connection where it was cut off, without losing or repeating a byte.
 */
final class Follower {
    /** The file in the remote directory that holds the wrapper's standard output and error. */
    static final String FILE = "console";

    /* tail ends by itself when the process is gone and the file is read; it looks five times a second */
    private static final String SCRIPT = """
            {
            cd %s || exit 1
            tail -c +%d -s 0.2 -f --pid=%d console || exit 1
            status=$(cat status 2> /dev/null)
            echo "status:$status:" >&2
            exit 0
            }
            """;
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
     * @return what {@code status} says; empty when there is none
     */
    String follow(RemoteShell shell, long pid, Consumer<String> output)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline never = Deadline.in(FOR_EVER);
        try (RemoteScript script = shell.start(SCRIPT.formatted(directory, offset + 1, pid), List.of())) {
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
