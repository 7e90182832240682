package org.virtp2v.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;

/**
 * The keyboard of this program's terminal, read line by line. While it is open, Ctrl-C ends a line and raises no
 * signal; so it means "back" to a question, and a read is never left behind that would take a line from a shell. Where
 * there is no terminal, lines are read all the same.
 */
final class Keyboard implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Keyboard.class.getName());
    /** What this program's standard input is; a program that it starts has another one. */
    static final Path STANDARD_INPUT = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/0");
    private static final int CTRL_C = 3;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LONGEST_STATE = 1024;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** A line ends at Ctrl-C, too, which is otherwise a signal. */
    private static final List<String> ASKING = List.of("-isig", "eol", "^C");

    private final InputStream in;
    private final Path device;
    /** As stty(1) prints it and takes it back; empty: this is no terminal. */
    private final String before;
    /** The line that is being waited for, perhaps still for a question that nobody needs answered any more. */
    private @Nullable CompletableFuture<@Nullable String> pending;
    private volatile boolean ended;

    private Keyboard(InputStream in, Path device) {
        this.in = in;
        this.device = device;
        var state = new FirstBytes(LONGEST_STATE);
        this.before = run(List.of("-g"), state) ? new String(state.bytes(), StandardCharsets.US_ASCII).strip() : "";
        stty(ASKING);
    }

    /**
     * Takes the keyboard.
     *
     * @param device
     *            where the input comes from; when that is a file or a pipe, no terminal is touched
     */
    static Keyboard open(InputStream in, Path device) {
        return new Keyboard(in, device);
    }

    /** Whether it is that of a terminal, and not a file or a pipe. */
    boolean isTerminal() {
        return !before.isEmpty();
    }

    /** Whether the input goes on. */
    boolean isOpen() {
        return !ended;
    }

    /**
     * Waits for a line.
     *
     * @return null: Ctrl-C, the end of the input, or this thread was interrupted, which stays noted
     */
    synchronized @Nullable String line() {
        CompletableFuture<@Nullable String> reading = pending;
        if (reading == null || reading.isDone()) {
            reading = start();
        }
        pending = reading;
        try {
            String line = reading.get();
            pending = null;
            return line;
        } catch (ExecutionException e) {
            LOG.log(Level.FINE, "The input has ended", e);
            pending = null;
            ended = true;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** The same without showing what is typed. */
    @Nullable
    String hidden() {
        stty(List.of("-echo"));
        try {
            return line();
        } finally {
            stty(List.of("echo"));
        }
    }

    private CompletableFuture<@Nullable String> start() {
        var line = new CompletableFuture<@Nullable String>();
        Thread.ofPlatform().name("keyboard").daemon().start(() -> {
            try {
                line.complete(read());
            } catch (IOException e) {
                line.completeExceptionally(e);
            }
        });
        return line;
    }

    private @Nullable String read() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                ended = true;
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            }
            if (next == CTRL_C) {
                return null;
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() < LONGEST_LINE) {
                line.write(next);
            }
        }
    }

    /** Gives the terminal back as it was, for as long as something else has it; there, Ctrl-C is a signal. */
    void lend() {
        restore();
        stty(List.of("isig"));
    }

    private void restore() {
        stty(List.of(before));
    }

    /** Takes it again. */
    void takeBack() {
        stty(ASKING);
    }

    @Override
    public void close() {
        restore();
    }

    private void stty(List<String> changes) {
        if (isTerminal() && !run(changes, OutputStream.nullOutputStream())) {
            LOG.log(Level.FINE, "stty has failed: {0}", changes);
        }
    }

    private boolean run(List<String> arguments, OutputStream output) {
        List<String> command = new ArrayList<>(List.of("stty", "-F", device.toString()));
        command.addAll(arguments);
        try {
            return LocalProgram.of(command).start(output, OutputStream.nullOutputStream()).await(LIMIT) == 0;
        } catch (IOException | TimeoutException e) {
            LOG.log(Level.FINE, "No stty", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
