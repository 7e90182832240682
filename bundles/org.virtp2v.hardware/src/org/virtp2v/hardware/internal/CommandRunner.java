package org.virtp2v.hardware.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Port: runs a command of this machine. It is the only way in which this bundle starts a process, so a test can answer
 * from recorded output. A strange machine must never stop the probe: a failing command is no exception.
 */
interface CommandRunner {

    /**
     * Runs a command to its end. Any thread may call.
     *
     * @param limit
     *            the longest time to wait; the command is killed then
     * @param success
     *            whether an exit code is that of a command that succeeded
     * @param command
     *            the program and its arguments
     * @return its standard output, when it ended by itself and succeeded; empty when it is not there, failed, or was
     *         killed
     * @throws InterruptedException
     *             when the thread is interrupted; the command has been killed then
     */
    Optional<byte[]> run(Duration limit, IntPredicate success, String... command) throws InterruptedException;

    /** The same of a command that succeeds with exit code 0. */
    default Optional<byte[]> run(Duration limit, String... command) throws InterruptedException {
        return run(limit, code -> code == 0, command);
    }

    /**
     * The same with what it has said on its error output behind that, for a command that succeeds whatever it could not
     * read; where that was not recorded, without.
     */
    default Optional<byte[]> runWithErrors(Duration limit, String... command) throws InterruptedException {
        return run(limit, command);
    }
}
