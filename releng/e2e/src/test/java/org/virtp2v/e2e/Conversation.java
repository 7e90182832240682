package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program in a terminal of its own (a pseudo-terminal, made by script(1)), as somebody talks with it who waits for
 * each question before typing the answer.
 */
final class Conversation implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private final Process process;
    private final Path screen;
    private int seen;

    /**
     * @param work
     *            a directory for what is shown
     * @param environment
     *            {@code NAME=value} each
     */
    Conversation(Path work, List<String> environment, List<String> command) throws IOException {
        screen = Files.createTempFile(work, "terminal", ".out");
        String line = command.stream().map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder("script", "-q", "-e", "-c", "exec " + line, "/dev/null")
                .redirectErrorStream(true).redirectOutput(screen.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("SHELL", "/bin/sh");
        environment.forEach(entry -> builder.environment().put(entry.substring(0, entry.indexOf('=')),
                entry.substring(entry.indexOf('=') + 1)));
        process = builder.start();
    }

    /** Waits for a text behind what was waited for before. */
    Conversation sees(String text) throws IOException, InterruptedException {
        return sees(text, LIMIT);
    }

    /** The same within a limit. */
    Conversation sees(String text, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            String all = shown();
            int found = all.indexOf(text, seen);
            if (found >= 0) {
                seen = found + text.length();
                return this;
            }
            if (!alive || System.nanoTime() > end) {
                throw new AssertionError("No »" + text + "« in: " + all.substring(seen));
            }
            Thread.sleep(50);
        }
    }

    /** Types a line. */
    Conversation types(String line) throws IOException {
        return presses(line + "\n");
    }

    /** Presses keys. */
    Conversation presses(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return this;
    }

    /** Waits for a question, and answers it. */
    Conversation answers(String question, String answer) throws IOException, InterruptedException {
        return sees(question).types(answer);
    }

    /** All that has been shown, with Unix's ends of lines. */
    String shown() throws IOException {
        return Files.readString(screen).replace("\r\n", "\n");
    }

    /** Ends the input, as when the line is cut. */
    void hangsUp() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits for the program's end; its exit code. */
    int end() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("It does not end: " + shown());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
