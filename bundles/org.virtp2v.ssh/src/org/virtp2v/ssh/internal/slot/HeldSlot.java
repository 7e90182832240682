package org.virtp2v.ssh.internal.slot;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.core.server.RunSlot;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.script.RemoteScript;

/** A slot whose process on the server hears of this machine as long as it is open. */
final class HeldSlot implements RunSlot {
    private static final Logger LOG = Logger.getLogger(HeldSlot.class.getName());
    /** Several fit into {@link Slots#SILENCE}. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    /** For telling the server that the slot is not needed any more. */
    private static final Duration TELL_LIMIT = Duration.ofSeconds(3);
    private static final byte[] LINE = { '\n' };
    private static final byte[] END = { 'e', 'n', 'd', '\n' };

    private final String file;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * @param script
     *            the process on the server
     * @param file
     *            its file there
     * @param end
     *            closes the connection
     */
    HeldSlot(RemoteScript script, String file, Runnable end) {
        this.file = file;
        Blocking.start("slot", () -> hold(script, end));
    }

    @Override
    public String file() {
        return file;
    }

    /** A connection that is lost is not made again: by then the run holds the slot. */
    private void hold(RemoteScript script, Runnable end) {
        try (script) {
            while (!closed.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                script.send(LINE);
            }
            script.send(END);
        } catch (IOException e) {
            LOG.log(Level.FINE, "the slot is not held from here any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        } finally {
            end.run();
            ended.countDown();
        }
    }

    /** The connections are closed soon after: by then the server must have been told, or it waits for this machine. */
    @Override
    public void close() {
        closed.countDown();
        try {
            ended.await(TELL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
