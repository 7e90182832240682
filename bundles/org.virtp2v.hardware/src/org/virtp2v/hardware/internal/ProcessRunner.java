package org.virtp2v.hardware.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;

import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;
import org.virtp2v.exec.RunningProgram;

/**
 * Runs real commands in the C locale, with nothing on their standard input. A command never outlives its time limit or
 * the interruption of its caller, even when it ignores SIGTERM, and neither do the processes it started meanwhile.
 */
final class ProcessRunner implements CommandRunner {
    /** Enough for the longest report of a large machine, little enough for a live system with 384 MB of RAM. */
    private static final int MAX_OUTPUT_BYTES = 8 << 20;
    private static final int MAX_ERROR_BYTES = 64 << 10;

    @Override
    public Optional<byte[]> run(Duration limit, IntPredicate success, String... command)
            throws InterruptedException {
        return run(limit, success, OutputStream.nullOutputStream(), command);
    }

    @Override
    public Optional<byte[]> runWithErrors(Duration limit, String... command) throws InterruptedException {
        var errors = new FirstBytes(MAX_ERROR_BYTES);
        return run(limit, code -> code == 0, errors, command).map(output -> {
            byte[] said = errors.bytes();
            byte[] both = Arrays.copyOf(output, output.length + said.length);
            System.arraycopy(said, 0, both, output.length, said.length);
            return both;
        });
    }

    private static Optional<byte[]> run(Duration limit, IntPredicate success, OutputStream errors, String... command)
            throws InterruptedException {
        var output = new FirstBytes(MAX_OUTPUT_BYTES);
        RunningProgram program = LocalProgram.of(command).inCLocale().start(output, errors);
        try {
            return success.test(program.await(limit)) ? Optional.of(output.bytes()) : Optional.empty();
        } catch (IOException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
