package org.virtp2v.core.server;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/**
 * The conversion as it runs on the server. It lives there in its own directory: its output is followed from a file and
 * its result read from {@code status}, so its state does not depend on one connection.
 */
public interface RemoteRun extends AutoCloseable {
    /** The file of the remote directory that says how the conversion is. */
    String PROGRESS = "progress.json";

    /** The remote directory, an absolute path that needs no quoting. */
    String directory();

    /** Names of files that were not required and could not be copied. */
    List<String> missingFiles();

    /**
     * Starts the wrapper script in the remote directory, apart from any connection. The first thing that it does is to
     * claim the guest's name.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when it does not start
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    void start() throws ConnectionException, ServerException, InterruptedException;

    /**
     * Follows the run to its end.
     *
     * @param output
     *            gets the wrapper's output, in pieces as they come, UTF-8 decoded without breaking a character, with
     *            colours and carriage returns as they are; called on this thread
     * @param progress
     *            how the conversion is, on one line without its end: asked for about every two seconds, on another
     *            thread, and kept in {@link #PROGRESS} whenever it is another one
     * @return virt-v2v's exit code, from {@code status}
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the name could not be claimed ({@link ServerException.Reason#NAME_TAKEN},
     *             {@link ServerException.Reason#CANNOT_CLAIM}), or the run ended without leaving a result
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    int follow(Consumer<String> output, Supplier<String> progress)
            throws ConnectionException, ServerException, InterruptedException;

    /**
     * The errors in the log of a run that failed.
     *
     * @param patterns
     *            extended regular expressions (POSIX) of further lines to look for
     * @return {@link RunErrors#NONE} also when the log cannot be read
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    RunErrors errors(List<String> patterns) throws InterruptedException;

    /**
     * Looks at the guest that virt-v2v made, after it has ended without an error. Makes a new connection when the old
     * one is lost.
     *
     * @throws ConnectionException
     *             when the server cannot be reached any more
     * @throws ServerException
     *             when it does not answer
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    GuestCheck verify() throws ConnectionException, ServerException, InterruptedException;

    /**
     * Runs {@code trial.py}, which is in the remote directory, to its end. It ends with the connection, too.
     *
     * @param output
     *            gets its output, in pieces as they come; called on this thread
     * @param skipped
     *            whether it is to end early, with what it has seen so far; asked several times a second, on another
     *            thread
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when it cannot be run
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    void trial(Consumer<String> output, BooleanSupplier skipped)
            throws ConnectionException, ServerException, InterruptedException;

    /**
     * Whether a file is in the remote directory. Makes a new connection when the old one is lost. Never throws; takes
     * some seconds at most.
     *
     * @param name
     *            its name there
     * @return null when it is not known
     */
    @Nullable
    Boolean hasFile(String name);

    /**
     * Stops the run if it is running: asks virt-v2v to stop as Ctrl-C on its terminal does, then ends it.
     *
     * @param limit
     *            the longest time to spend
     * @return whether it is known that nothing of the run is running any more
     */
    boolean stop(Duration limit);

    /**
     * Removes the output of a run that was stopped or failed: files that were not there when it began, and that no
     * other run can have made since. Call it only when nothing of the run is running any more.
     *
     * @param limit
     *            the longest time to spend
     */
    LeftFiles removeOutput(Duration limit);

    /**
     * Removes files with secrets from the remote directory; those that are gone already do not matter. Makes a new
     * connection when the old one is lost. Never throws; takes less than a minute.
     *
     * @param names
     *            their names there
     * @return whether it is known that they are gone
     */
    boolean removeSecrets(List<String> names);

    /**
     * Puts further files into the remote directory, if that is possible within a few seconds. Never throws; an
     * interrupt ends it and stays set.
     *
     * @param files
     *            the files; each replaces one of its name
     * @return whether all of them are there
     */
    boolean leave(List<RemoteFile> files);

    /** The same with one file. */
    default boolean leave(RemoteFile file) {
        return leave(List.of(file));
    }

    /** Closes the control connection; does not stop the run. Never throws; idempotent. */
    @Override
    void close();
}
