package org.virtp2v.ssh.internal;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.connection.Connector;
import org.virtp2v.ssh.internal.further.ConnectionCount;
import org.virtp2v.ssh.internal.script.Sshd;

/** Makes further connections of one disk, as many as there should be. For the thread of its keeper. */
final class FurtherConnections {
    private final Connector connector;
    private final DiskForward.Disk disk;
    private final ConnectionCount count;
    private @Nullable FurtherAttempt attempt;

    /**
     * @param count
     *            decides how many there should be
     */
    FurtherConnections(Connector connector, DiskForward.Disk disk, ConnectionCount count) {
        this.connector = connector;
        this.disk = disk;
        this.count = count;
    }

    /**
     * Looks whether there should be more or fewer, and takes what has been made.
     *
     * @param carriers
     *            those that there are, all of which were there a moment ago
     * @param stale
     *            the server's processes of connections that were lost; those that have been ended are taken out
     * @return one that there should not be any more, for the keeper to close; null when there is none
     */
    @Nullable
    DiskForward look(Carriers carriers, List<Sshd> stale) {
        long now = System.nanoTime();
        FurtherAttempt running = attempt;
        if (running != null) {
            if (!running.isDone()) {
                return null;
            }
            attempt = null;
            DiskForward made = running.made();
            if (made == null) {
                count.failed(now);
                return null;
            }
            stale.removeAll(running.stale());
            carriers.add(made);
        }
        return switch (count.step(now, carriers.count())) {
            case MORE -> {
                attempt = new FurtherAttempt(connector, disk, carriers.last(), List.copyOf(stale));
                yield null;
            }
            case FEWER -> carriers.last();
            case NONE -> null;
        };
    }

    /** All are lost, or it is over: an attempt that is under way ends. */
    void abandon() {
        FurtherAttempt running = attempt;
        attempt = null;
        if (running != null) {
            running.abandon();
        }
        count.reset(System.nanoTime());
    }
}
