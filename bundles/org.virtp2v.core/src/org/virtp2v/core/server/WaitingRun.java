package org.virtp2v.core.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A conversion on the server whose machine has left it without a report: it may go on.
 *
 * @param directory
 *            its remote directory, an absolute path that needs no quoting
 * @param state
 *            how it is there
 * @param heartbeatAge
 *            how long ago the server last heard of its machine, to the second, by the server's clock; null: never
 * @param record
 *            what its machine left there to go on with, as the server tells it: to be read with suspicion
 */
public record WaitingRun(String directory, State state, @Nullable Duration heartbeatAge, String record) {
    /** Longer than any pause between two signs of life of somebody who follows a run. */
    private static final Duration SILENT = Duration.ofSeconds(25);

    /** How a run is on the server. */
    public enum State {
        /** virt-v2v runs, or waits for its disks. */
        RUNNING,
        /**
         * The program that copies the disks of a guest that was started before has ended, and the guest's disks hold
         * what nobody else has. It can be started again.
         */
        BROKEN_OFF,
        /** virt-v2v has ended, well or not, while nobody followed it. */
        ENDED,
        /** The server has stopped virt-v2v, as nothing was heard of the machine for too long. */
        GAVE_UP,
        /** It was ended by somebody else, or the server was restarted. */
        DEAD
    }

    /** Whether there is something to go on with. */
    public boolean canGoOn() {
        return state == State.RUNNING || state == State.ENDED || state == State.BROKEN_OFF;
    }

    /** Whether something of it may be left to stop and remove. */
    public boolean canEnd() {
        return state != State.GAVE_UP;
    }

    /** How long the server has heard nothing of its machine; a thousand days when it never did. */
    public Duration silence() {
        return heartbeatAge == null ? Duration.ofDays(1000) : heartbeatAge;
    }

    /** How long it may still be followed by somebody; zero: it is not, as far as anybody can tell. */
    public Duration followedFor() {
        return canGoOn() && silence().compareTo(SILENT) < 0 ? SILENT.minus(silence())
                : Duration.ZERO;
    }
}
