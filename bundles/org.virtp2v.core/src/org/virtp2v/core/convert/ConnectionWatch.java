package org.virtp2v.core.convert;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

import org.virtp2v.core.server.DataConnection;

/**
 * Notices at once when a data connection is lost whose disk is still needed. virt-v2v may not: where a firewall
 * swallows packets, it waits for its disk as long as the server's TCP does, which can be for ever. Thread-safe.
 */
final class ConnectionWatch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;

    private final List<DataConnection> connections;
    private final IntPredicate needed;
    private final IntConsumer lost;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("virt-p2v connections").unstarted(work));

    /**
     * @param connections
     *            one for each disk
     * @param needed
     *            whether the disk of that index is still to be read
     * @param lost
     *            told, once, the index of the first that is lost; called on a thread of its own
     */
    ConnectionWatch(List<DataConnection> connections, IntPredicate needed, IntConsumer lost) {
        this.connections = List.copyOf(connections);
        this.needed = needed;
        this.lost = lost;
        timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        for (int i = 0; i < connections.size() && !timer.isShutdown(); i++) {
            if (!connections.get(i).isOpen() && needed.test(i)) {
                timer.shutdown();
                lost.accept(i);
            }
        }
    }

    /** Ends it; nothing is told any more. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
    }
}
