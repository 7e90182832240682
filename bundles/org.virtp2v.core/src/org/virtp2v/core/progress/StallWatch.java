package org.virtp2v.core.progress;

import java.time.Duration;
import java.util.Optional;

/** Notices when a count that should grow has stood still for a while, and when it goes on. Not thread-safe. */
public final class StallWatch {
    /** How long nothing may happen before it is worth a word. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private long count;
    private long changedAt;
    private boolean stalled;

    /**
     * @param count
     *            the count now
     * @param nanoTime
     *            the present, by {@link System#nanoTime()}
     */
    public StallWatch(long count, long nanoTime) {
        this.count = count;
        this.changedAt = nanoTime;
    }

    /**
     * A stall began to be one, or is over.
     *
     * @param lasted
     *            how long nothing has happened
     * @param over
     *            whether it goes on again
     */
    public record Stall(Duration lasted, boolean over) {
    }

    /** Takes the count as it is now; what is to be told of it, each thing once. */
    public Optional<Stall> sample(long now, long nanoTime) {
        Duration still = Duration.ofNanos(nanoTime - changedAt);
        if (now != count) {
            count = now;
            changedAt = nanoTime;
            return over(still);
        }
        if (!stalled && still.compareTo(LIMIT) >= 0) {
            stalled = true;
            return Optional.of(new Stall(still, false));
        }
        return Optional.empty();
    }

    /** Nothing could happen until now, for a reason that is told by others: that is no stall. */
    public void excuse(long nanoTime) {
        if (!stalled) {
            changedAt = nanoTime;
        }
    }

    /** What was waited for has come to its end. */
    public Optional<Stall> end(long nanoTime) {
        return over(Duration.ofNanos(nanoTime - changedAt));
    }

    private Optional<Stall> over(Duration still) {
        boolean was = stalled;
        stalled = false;
        return was ? Optional.of(new Stall(still, true)) : Optional.empty();
    }
}
