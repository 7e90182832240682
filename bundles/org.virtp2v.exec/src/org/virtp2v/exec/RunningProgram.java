package org.virtp2v.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that was started. Any thread may call. */
public final class RunningProgram {
    private final CompletableFuture<Integer> end;
    private final Runnable killer;

    RunningProgram(CompletableFuture<Integer> end, Runnable killer) {
        this.end = end;
        this.killer = killer;
    }

    /**
     * Its exit code, when it has ended and its output has been read; of one that was killed 128 and the signal. An
     * {@link IOException} when that could not be found out, a {@link NotStartedException} when it did not start.
     */
    public CompletableFuture<Integer> end() {
        return end;
    }

    /**
     * Waits for its end. It never outlives the time limit or the interruption of its caller, even when it ignores
     * SIGTERM, and neither do the processes it started meanwhile.
     *
     * @param limit
     *            the longest time to wait
     * @return its exit code
     * @throws TimeoutException
     *             when the time is over; it has been killed
     * @throws InterruptedException
     *             when the thread is interrupted; it has been killed
     * @throws NotStartedException
     *             when it did not start
     * @throws IOException
     *             when its exit code could not be found out
     */
    public int await(Duration limit) throws TimeoutException, InterruptedException, IOException {
        try {
            return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            kill();
        }
    }

    /** Kills it, and what it has started; nothing happens when it has ended. Does not block. */
    public void kill() {
        killer.run();
    }
}
