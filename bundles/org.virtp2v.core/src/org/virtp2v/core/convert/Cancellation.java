package org.virtp2v.core.convert;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConversionException;

/**
 * Lets one thread stop another, because somebody wants it, or because the work can no longer succeed. The worker is
 * interrupted only between {@link #enter()} and {@link #leave()}; outside, while it cleans up, it is left alone.
 * Thread-safe.
 */
final class Cancellation {
    private @Nullable Thread worker;
    private @Nullable CancelCause cause;
    private @Nullable ConversionException fault;

    /** The calling thread may be interrupted from now on. */
    synchronized void enter() throws InterruptedException {
        check();
        worker = Thread.currentThread();
    }

    /** The calling thread is not interrupted any more, and an interrupt that came too late is taken back. */
    synchronized void leave() {
        worker = null;
        if (cause != null || fault != null) {
            Thread.interrupted();
        }
    }

    /** Requests the worker to stop. The first cause is the one that counts. */
    synchronized void request(CancelCause why) {
        if (cause == null) {
            cause = why;
        }
        interrupt();
    }

    /** Makes the worker stop, because what it does has become impossible. The first fault is the one that counts. */
    synchronized void fail(ConversionException why) {
        if (fault == null) {
            fault = why;
            interrupt();
        }
    }

    private void interrupt() {
        Thread running = worker;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Why it had to stop; null when it was asked to, or when it went on to its end. */
    synchronized @Nullable ConversionException fault() {
        return cause == null ? fault : null;
    }

    /** Why it was asked to stop; null: it was not. */
    synchronized @Nullable CancelCause cause() {
        return cause;
    }

    /** Stops here if it was asked to. */
    synchronized void check() throws InterruptedException {
        if (cause != null) {
            throw new InterruptedException();
        }
    }
}
