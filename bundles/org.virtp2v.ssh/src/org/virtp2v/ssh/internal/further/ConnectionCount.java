package org.virtp2v.ssh.internal.further;

import org.virtp2v.core.server.Connections;

/** Decides how many connections a disk should have now. For one thread. */
public sealed interface ConnectionCount permits FixedCount, MeasuredCount {

    /** What to do. */
    enum Step {
        /** Make one more. */
        MORE,
        /** Close one. */
        FEWER,
        /** Nothing. */
        NONE
    }

    /**
     * Looks at what there is; called a few times a second, but not while one is being made.
     *
     * @param nanos
     *            {@link System#nanoTime()}
     * @param have
     *            how many connections there are, at least 1
     */
    Step step(long nanos, int have);

    /** The one that was to be made could not be made. */
    void failed(long nanos);

    /** All were lost, or there will be no more. */
    void reset(long nanos);

    /**
     * For one disk.
     *
     * @param traffic
     *            the disk's
     */
    static ConnectionCount of(Connections connections, Traffic.OfDisk traffic, MeasuredCount.Rule rule) {
        return connections.automatic() ? new MeasuredCount(connections, traffic, rule, Idle.ofThisMachine()::share)
                : new FixedCount(connections.most());
    }
}
