package org.virtp2v.ssh.internal.blocking;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Calls that know nothing of interruption and time limits, as JSch's: they run on a daemon thread of their own, and the
 * caller goes on when it is interrupted or the time is over. A call that still runs then is ended by the abort action.
 */
public final class Blocking {

    private Blocking() {
    }

    /**
     * Waits for the result of a call.
     *
     * @param name
     *            for the thread
     * @param call
     *            the call; may swallow interrupts
     * @param abort
     *            makes the call end soon; must not block
     * @throws InterruptedException
     *             when the calling thread is interrupted; abort has been run
     * @throws TimeoutException
     *             when the deadline passed; abort has been run
     * @throws ExecutionException
     *             when the call threw
     */
    public static <T> T call(String name, Callable<T> call, Runnable abort, Deadline deadline)
            throws InterruptedException, TimeoutException, ExecutionException {
        return call(name, call, abort, deadline::remainingNanos);
    }

    /**
     * The same with a time limit that may move.
     *
     * @param remainingNanos
     *            how long to wait from now on, in nanoseconds; asked again when that is over, until it is 0
     */
    public static <T> T call(String name, Callable<T> call, Runnable abort, LongSupplier remainingNanos)
            throws InterruptedException, TimeoutException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(call);
        start(name, task);
        while (true) {
            long nanos = remainingNanos.getAsLong();
            try {
                return task.get(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                abort.run();
                throw e;
            } catch (TimeoutException e) {
                if (nanos == 0) {
                    abort.run();
                    throw e;
                }
            }
        }
    }

    /** Work that an interrupt ends. */
    @FunctionalInterface
    public interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    /**
     * Does work that is necessary although the thread was interrupted before. A new interrupt ends it; either one is
     * set again afterwards.
     *
     * @param interrupted
     *            the result when a new interrupt ended it
     */
    public static <T> T undisturbed(Interruptible<T> work, T interrupted) {
        boolean threadInterrupted = Thread.interrupted();
        try {
            return work.run();
        } catch (InterruptedException e) {
            threadInterrupted = true;
            return interrupted;
        } finally {
            if (threadInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts a daemon thread. */
    public static Thread start(String name, Runnable action) {
        Thread thread = new Thread(action, "virt-p2v SSH: " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
