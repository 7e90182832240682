package org.virtp2v.hardware.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.environment.EnvironmentUtils;
import org.jspecify.annotations.Nullable;

/**
 * Runs real commands in the C locale, with nothing on their standard input. A command never outlives its time limit or
 * the interruption of its caller, even when it ignores SIGTERM, and neither do the processes it started meanwhile.
 */
final class ProcessRunner implements CommandRunner {
    /** Enough for the longest report of a large machine, little enough for a live system with 384 MB of RAM. */
    private static final int MAX_OUTPUT_BYTES = 8 << 20;

    @Override
    public Optional<byte[]> run(Duration limit, String... command) throws InterruptedException {
        var output = new BoundedOutput();
        var result = new CompletableFuture<Boolean>();
        var killer = new Killer();
        try {
            start(command, output, killer, result);
            boolean succeeded = result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return succeeded ? Optional.of(output.bytes()) : Optional.empty();
        } catch (IOException | TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Commands end with true or false, never with an exception", e);
        } finally {
            killer.kill();
        }
    }

    private static void start(String[] command, OutputStream output, Killer killer,
            CompletableFuture<Boolean> result) throws IOException {
        var line = new CommandLine(command[0]);
        for (int i = 1; i < command.length; i++) {
            line.addArgument(command[i], false);
        }
        var executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(new PumpStreamHandler(output, OutputStream.nullOutputStream()))
                .setThreadFactory(work -> Thread.ofPlatform().name("command " + command[0]).daemon().unstarted(work))
                .get();
        executor.setProcessDestroyer(killer);
        executor.execute(line, environment(), new ExecuteResultHandler() {
            @Override
            public void onProcessComplete(int exitValue) {
                result.complete(true);
            }

            @Override
            public void onProcessFailed(ExecuteException e) {
                result.complete(false);
            }
        });
    }

    private static Map<String, String> environment() throws IOException {
        var environment = new HashMap<>(EnvironmentUtils.getProcEnvironment());
        environment.put("LANG", "C");
        environment.put("LC_ALL", "C");
        return environment;
    }

    /** Kills the process and its descendants; also one that starts only after the kill was asked for. */
    private static final class Killer implements ProcessDestroyer {
        private @Nullable Process process;
        private boolean killed;

        @Override
        public synchronized boolean add(Process started) {
            process = started;
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

        synchronized void kill() {
            killed = true;
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    /** Keeps the first bytes and drops the rest, so that the command can go on writing. */
    private static final class BoundedOutput extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int value) {
            if (kept.size() < MAX_OUTPUT_BYTES) {
                kept.write(value);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, MAX_OUTPUT_BYTES - kept.size()));
        }

        synchronized byte[] bytes() {
            return kept.toByteArray();
        }
    }
}
