package org.virtp2v.hardware.internal.files;

import java.io.InterruptedIOException;
import java.time.Duration;

/** How long a search may take. Thread-safe. */
public final class TimeLimit {
    private final long deadline;
    private volatile boolean stopped;

    /** From now on. */
    public TimeLimit(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    /** Ends it now. Does not wait for what is being read: a broken disk may take long for it. */
    public void stop() {
        stopped = true;
    }

    /**
     * @throws InterruptedIOException
     *             when the time is over
     */
    void check() throws InterruptedIOException {
        if (stopped || System.nanoTime() - deadline >= 0) {
            throw new InterruptedIOException("time is over");
        }
    }
}
