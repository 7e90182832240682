package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A run of the finished product, as a user would start it, with its output in files. */
final class Product {
    /** As people are told, or programs. */
    private static final Pattern LOG_DIRECTORY = Pattern.compile("Log files are written to [0-9.]+:(\\S+)"
            + "|\"event\":\"logDirectory\",\"host\":\"127\\.0\\.0\\.1\",\"path\":\"([^\"]+)\"");
    private final Process process;
    private final Path out;
    private final Path err;
    private final long began = System.nanoTime();

    private Product(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * How a run ended.
     *
     * @param code
     *            exit code
     * @param output
     *            standard output and standard error
     * @param standardOutput
     *            standard output alone
     * @param took
     *            how long it took
     */
    record Result(int code, String output, String standardOutput, Duration took) {
    }

    /** Starts the product with this text as the kernel command line, and with these images as its disks. */
    static Product start(Path work, String commandLine, List<Path> disks, String... options) throws IOException {
        return start(work, List.of(), commandLine, disks, options);
    }

    /**
     * The same with some of the environment changed, {@code NAME=value} each, and then perhaps a program that runs the
     * product, with its options. It speaks English unless told.
     */
    static Product start(Path work, List<String> environment, String commandLine, List<Path> disks, String... options)
            throws IOException {
        return start(Checkout.PRODUCT, work, environment, commandLine, disks, options);
    }

    /** The same with a product that is somewhere else. */
    static Product start(Path program, Path work, List<String> environment, String commandLine, List<Path> disks,
            String... options) throws IOException {
        // A shell's background job ignores SIGINT, and so would everything that it starts.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
        command.addAll(environment);
        command.addAll(List.of(program.toString(), "--cmdline=" + commandLine));
        disks.forEach(disk -> command.add("--test-disk=" + disk));
        command.addAll(Arrays.asList(options));
        return start(work, command);
    }

    /** The same with the whole command. */
    static Product start(Path work, List<String> command) throws IOException {
        Path out = Files.createTempFile(work, "product", ".out");
        Path err = Files.createTempFile(work, "product", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new Product(builder.start(), out, err);
    }

    /** Waits for the end; a run that takes longer is killed, and the test fails. */
    Result end(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It hangs. So far: " + output());
        }
        return new Result(process.exitValue(), output(), Files.readString(out),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** Whether it is running. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the output contains a text. */
    void awaitOutput(String text, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!output().contains(text)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("No »" + text + "« in: " + output());
            }
            Thread.sleep(200);
        }
    }

    /** What it has printed so far. */
    String output() throws IOException {
        return Files.readString(out) + Files.readString(err);
    }

    /** The directory with the logs on the conversion server, once it is known. */
    Path logDirectory() throws IOException {
        return logDirectory(output()).orElseThrow(() -> new AssertionError("no log directory"));
    }

    static Optional<Path> logDirectory(String output) {
        var matcher = LOG_DIRECTORY.matcher(output);
        return matcher.find()
                ? Optional.of(Path.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2)))
                : Optional.empty();
    }

    /** The number of its process. */
    long pid() {
        return process.pid();
    }

    /** Sends it a signal, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        Checkout.run("kill", "-" + name, Long.toString(process.pid()));
    }
}
