package org.virtp2v.ssh.internal.connection;

import java.time.Duration;

import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;

/**
 * Tells the dialog every second how the outage of one connection stands, on a thread of its own: the attempt under way
 * may be stuck. Nothing is told of it after its end. Thread-safe.
 */
final class OutageReport implements AutoCloseable {
    private static final long SECOND_MILLIS = 1000;

    private final Link link;
    private final ServerDialog dialog;
    private final long began = System.nanoTime();
    private int attempt = 1;
    private Deadline next = Deadline.in(Duration.ZERO);
    private String why;
    private boolean ended;

    /**
     * @param why
     *            how it was lost, in whole sentences
     */
    OutageReport(Link link, ServerDialog dialog, String why) {
        this.link = link;
        this.dialog = dialog;
        this.why = why;
        Blocking.start("outage", this::tellEverySecond);
    }

    /** When the next attempt begins. */
    synchronized void next(Deadline begin) {
        next = begin;
        publish();
    }

    /** The attempt failed. */
    synchronized void failed(String reason) {
        why = reason;
        attempt++;
    }

    /** It is back. */
    synchronized void back() {
        close();
        dialog.back(link, lasted());
    }

    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }

    private synchronized void tellEverySecond() {
        try {
            for (wait(SECOND_MILLIS); !ended; wait(SECOND_MILLIS)) {
                publish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    private void publish() {
        dialog.outage(link, new Outage(lasted(), attempt, next.remaining(), why));
    }

    private Duration lasted() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
