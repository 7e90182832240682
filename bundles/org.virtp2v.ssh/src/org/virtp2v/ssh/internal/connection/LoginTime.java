package org.virtp2v.ssh.internal.connection;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.blocking.Deadline;

/**
 * The time that connecting and logging in may take. It stands still while a person thinks about an answer, which only
 * the server may find too long. Thread-safe.
 */
public final class LoginTime {
    /** How long to wait before looking again whether the person has answered. */
    private static final long LOOK_NANOS = 200_000_000;

    private final @Nullable Deadline answers;
    private long endNanos;
    private @Nullable Thread asking;
    private boolean unanswered;

    /**
     * @param answers
     *            until when questions are left open, from now on; null: for ever
     */
    public LoginTime(Duration limit, @Nullable Duration answers) {
        this.endNanos = System.nanoTime() + limit.toNanos();
        this.answers = answers == null ? null : Deadline.in(answers);
    }

    /** Asks a person. The calling thread is interrupted when nobody waits for the answer any more. */
    <T> T ask(Supplier<T> question) {
        long began = System.nanoTime();
        synchronized (this) {
            asking = Thread.currentThread();
        }
        try {
            return question.get();
        } finally {
            synchronized (this) {
                asking = null;
                endNanos += System.nanoTime() - began;
            }
        }
    }

    /** How long to wait now, in nanoseconds; 0 when the time is over. */
    synchronized long remainingNanos() {
        if (asking == null) {
            long left = Math.max(0, endNanos - System.nanoTime());
            return answers == null ? left : Math.min(LOOK_NANOS, left);
        }
        return answers == null ? LOOK_NANOS : Math.min(LOOK_NANOS, answers.remainingNanos());
    }

    /** The time left, not counting answers to come. */
    public synchronized Deadline deadline() {
        return new Deadline(endNanos);
    }

    boolean passed() {
        return remainingNanos() == 0;
    }

    /** Takes the question back. */
    synchronized void abandon() {
        Thread waiting = asking;
        if (waiting != null) {
            unanswered = true;
            waiting.interrupt();
        }
    }

    /** Whether a question was taken back. */
    synchronized boolean isUnanswered() {
        return unanswered;
    }
}
