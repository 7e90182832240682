package org.virtp2v.core.convert;

import org.jspecify.annotations.Nullable;

/**
 * Lets one thread ask another to stop. The worker is interrupted only between {@link #enter()} and {@link #leave()};
 * outside, while it cleans up, it is left alone. Thread-safe.
 */
final class Cancellation {
    private @Nullable Thread worker;
    private boolean requested;

    /** The calling thread may be interrupted from now on. */
    synchronized void enter() throws InterruptedException {
        check();
        worker = Thread.currentThread();
    }

    /** The calling thread is not interrupted any more, and an interrupt that came too late is taken back. */
    synchronized void leave() {
        worker = null;
        if (requested) {
            Thread.interrupted();
        }
    }

    /** Asks the worker to stop. */
    synchronized void request() {
        requested = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Whether it was asked to stop. */
    synchronized boolean isRequested() {
        return requested;
    }

    /** Stops here if it was asked to. */
    synchronized void check() throws InterruptedException {
        if (requested) {
            throw new InterruptedException();
        }
    }
}
