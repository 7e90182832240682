package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.virtp2v.core.source.RateLimiter;

/**
 * A connection from which no more is read than its rate allows. One thread may read while another writes and a third
 * closes.
 */
final class PacedChannel implements ByteChannel {
    private final ByteChannel server;
    private final RateLimiter rate;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** When the limit allows the next read, by {@link System#nanoTime()}; for the reading thread only. */
    private long nextRead = System.nanoTime();

    /**
     * @param server
     *            is closed with it
     * @param rate
     *            limits what is read from it
     */
    PacedChannel(ByteChannel server, RateLimiter rate) {
        this.server = server;
        this.rate = rate;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        await(nextRead - System.nanoTime());
        int end = to.limit();
        to.limit(to.position() + Math.min(to.remaining(), rate.most()));
        try {
            int length = server.read(to);
            nextRead = rate.passed(Math.max(0, length), System.nanoTime());
            return length;
        } finally {
            to.limit(end);
        }
    }

    /** Waits; as in a read of a socket, closing the channel or interrupting the thread ends it and the channel. */
    private void await(long nanos) throws IOException {
        try {
            if (nanos > 0 && closed.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new AsynchronousCloseException();
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw (IOException) new ClosedByInterruptException().initCause(e);
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return server.write(from);
    }

    @Override
    public boolean isOpen() {
        return server.isOpen();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
