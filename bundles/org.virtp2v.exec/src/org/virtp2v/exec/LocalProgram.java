package org.virtp2v.exec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.environment.EnvironmentUtils;
import org.jspecify.annotations.Nullable;

/**
 * A program of this machine with its arguments, which other users can see: a secret goes to its standard input. Without
 * {@link #withInput} there is nothing on it. Immutable.
 *
 * <pre>
 * var output = new FirstBytes(1 &lt;&lt; 20);
 * RunningProgram program = LocalProgram.of("lsblk", "--json").inCLocale().start(output,
 *         OutputStream.nullOutputStream());
 * boolean succeeded = program.await(Duration.ofSeconds(30)) == 0;
 * </pre>
 */
public final class LocalProgram {
    private final List<String> command;
    private final byte @Nullable [] input;
    private final boolean cLocale;

    private LocalProgram(List<String> command, byte @Nullable [] input, boolean cLocale) {
        this.command = command;
        this.input = input;
        this.cLocale = cLocale;
    }

    /**
     * A program.
     *
     * @param command
     *            its name or path, and its arguments, which reach it as they are
     */
    public static LocalProgram of(String... command) {
        return of(List.of(command));
    }

    /** The same with a list. */
    public static LocalProgram of(List<String> command) {
        return new LocalProgram(List.copyOf(command), null, false);
    }

    /** The same in the C locale, for output that is to be understood. */
    public LocalProgram inCLocale() {
        return new LocalProgram(command, input, true);
    }

    /** The same with this on its standard input, which ends then. */
    public LocalProgram withInput(byte[] bytes) {
        return new LocalProgram(command, bytes.clone(), cLocale);
    }

    /**
     * Starts the program. Does not block; when it cannot be started, its {@link RunningProgram#end} says so.
     *
     * @param output
     *            is given its standard output, on another thread
     * @param errors
     *            is given its error output, on another thread
     */
    public RunningProgram start(OutputStream output, OutputStream errors) {
        var end = new CompletableFuture<Integer>();
        var killer = new Killer();
        InputStream in = input == null ? null : new ByteArrayInputStream(input);
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new PumpStreamHandler(output, errors, in))
                .setThreadFactory(
                        work -> Thread.ofPlatform().name("program " + command.getFirst()).daemon().unstarted(work))
                .get();
        // Any exit code is an end, and the caller's to judge.
        executor.setExitValues(null);
        executor.setProcessDestroyer(killer);
        try {
            executor.execute(line(), cLocale ? withCLocale() : null, new Handler(end, killer));
        } catch (IOException e) {
            end.completeExceptionally(new NotStartedException(e));
        }
        return new RunningProgram(end, killer::kill);
    }

    private CommandLine line() {
        var line = new CommandLine(command.getFirst());
        command.stream().skip(1).forEach(argument -> line.addArgument(argument, false));
        return line;
    }

    private static Map<String, String> withCLocale() throws IOException {
        var environment = new HashMap<>(EnvironmentUtils.getProcEnvironment());
        environment.put("LANG", "C");
        environment.put("LC_ALL", "C");
        return environment;
    }

    /** Is told of the end. */
    private record Handler(CompletableFuture<Integer> end, Killer killer) implements ExecuteResultHandler {
        @Override
        public void onProcessComplete(int exitCode) {
            end.complete(exitCode);
        }

        @Override
        public void onProcessFailed(ExecuteException e) {
            IOException cause = e.getCause() instanceof IOException known ? known : e;
            end.completeExceptionally(killer.hasStarted() ? cause : new NotStartedException(cause));
        }
    }

    /** Kills the process and its descendants; also one that starts only after the kill was asked for. */
    private static final class Killer implements ProcessDestroyer {
        private @Nullable Process process;
        private boolean started;
        private boolean killed;

        @Override
        public synchronized boolean add(Process running) {
            started = true;
            process = running;
            if (killed) {
                kill();
            }
            return true;
        }

        @Override
        public synchronized boolean remove(Process ended) {
            process = null;
            return true;
        }

        @Override
        public synchronized int size() {
            return process == null ? 0 : 1;
        }

        synchronized boolean hasStarted() {
            return started;
        }

        synchronized void kill() {
            killed = true;
            Process running = process;
            if (running != null) {
                List<ProcessHandle> descendants = running.descendants().toList();
                // It first: a shell whose child ends goes on with the next one.
                running.destroyForcibly();
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
        }
    }
}
