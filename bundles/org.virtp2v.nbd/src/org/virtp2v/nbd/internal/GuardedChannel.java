package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.RateLimiter;

/**
 * A connection to an NBD server on which requests pass a {@link RequestGuard}, while a {@link ReplyReader} follows the
 * replies. The server's replies, which are nearly all there is, go straight from the socket to the caller's buffer and
 * must stay that way; only where its rate is limited is it held up. One thread may read while another writes and a
 * third closes.
 */
final class GuardedChannel implements ByteChannel {
    private static final int APPROVED_BYTES = 8 * 1024;

    private final SocketChannel server;
    private final RequestGuard guard;
    private final ReplyReader replies;
    private final Consumer<ForbiddenRequestException> violations;
    private final @Nullable RateLimiter limiter;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ByteBuffer approved = ByteBuffer.allocateDirect(APPROVED_BYTES);
    /** When the limit allows the next read, by {@link System#nanoTime()}; for the reading thread only. */
    private long nextRead;

    /**
     * @param replies
     *            follows the server; the guard knows it
     * @param violations
     *            notified, once, of the request that ended the connection
     * @param limiter
     *            limits the server's replies; null: no limit
     */
    GuardedChannel(SocketChannel server, RequestGuard guard, ReplyReader replies,
            Consumer<ForbiddenRequestException> violations,
            @Nullable RateLimiter limiter) {
        this.server = server;
        this.guard = guard;
        this.replies = replies;
        this.violations = violations;
        this.limiter = limiter;
        this.nextRead = System.nanoTime();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int start = to.position();
        int length = limiter == null ? server.read(to) : read(to, limiter);
        if (length > 0) {
            replies.passed(to.slice(start, length));
        }
        return length;
    }

    private int read(ByteBuffer to, RateLimiter rate) throws IOException {
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

    /**
     * Takes all of it. The beginning of a request may be kept until the rest is written.
     *
     * @throws ForbiddenRequestException
     *             when it holds a request that may not reach the server; the connection is closed then
     */
    @Override
    public int write(ByteBuffer from) throws IOException {
        int length = from.remaining();
        synchronized (approved) {
            while (from.hasRemaining()) {
                pass(from);
            }
        }
        return length;
    }

    private void pass(ByteBuffer from) throws IOException {
        approved.clear();
        try {
            guard.pass(from, approved);
        } catch (ForbiddenRequestException e) {
            close();
            violations.accept(e);
            throw e;
        }
        approved.flip();
        while (approved.hasRemaining()) {
            server.write(approved);
        }
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
