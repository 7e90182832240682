package org.virtp2v.ssh.internal.further;

import java.time.Duration;
import java.util.List;

/**
 * A number of connections that was given. What the server refuses, or ends, is tried again after a pause: it may have a
 * reason that stays, such as MaxStartups with many machines at a time.
 */
final class FixedCount implements ConnectionCount {
    /** After a failure or a loss; the last one again and again. */
    static final List<Duration> PAUSES = List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(60),
            Duration.ofMinutes(10));
    /** After so long with all of them the pauses begin anew. */
    private static final long STABLE_NANOS = Duration.ofMinutes(2).toNanos();

    private final int number;
    private int before = 1;
    private int pauses;
    private long since;
    private long notBefore;
    private boolean waits;

    FixedCount(int number) {
        this.number = number;
    }

    @Override
    public Step step(long nanos, int have) {
        if (have != before) {
            since = nanos;
        }
        if (have < before) {
            failed(nanos);
        }
        before = have;
        if (have >= number) {
            pauses = nanos - since > STABLE_NANOS ? 0 : pauses;
            return Step.NONE;
        }
        return waits && nanos - notBefore < 0 ? Step.NONE : Step.MORE;
    }

    @Override
    public void failed(long nanos) {
        notBefore = nanos + PAUSES.get(Math.min(pauses++, PAUSES.size() - 1)).toNanos();
        waits = true;
    }

    @Override
    public void reset(long nanos) {
        before = 1;
        failed(nanos);
    }
}
