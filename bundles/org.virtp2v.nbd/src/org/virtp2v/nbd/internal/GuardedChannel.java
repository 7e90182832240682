package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A connection to an NBD server on which requests pass a {@link RequestGuard}, while a {@link ReplyReader} follows the
 * replies. The server's replies, which are nearly all there is, go straight from the socket to the caller's buffer and
 * must stay that way. One thread may read while another writes and a third closes.
 */
final class GuardedChannel implements ByteChannel {
    private static final int APPROVED_BYTES = 8 * 1024;

    private final SocketChannel server;
    private final RequestGuard guard;
    private final ReplyReader replies;
    private final Consumer<ForbiddenRequestException> violations;
    private final ByteBuffer approved = ByteBuffer.allocateDirect(APPROVED_BYTES);

    /**
     * @param replies
     *            follows the server; the guard knows it
     * @param violations
     *            notified, once, of the request that ended the connection
     */
    GuardedChannel(SocketChannel server, RequestGuard guard, ReplyReader replies,
            Consumer<ForbiddenRequestException> violations) {
        this.server = server;
        this.guard = guard;
        this.replies = replies;
        this.violations = violations;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int start = to.position();
        int length = server.read(to);
        if (length > 0) {
            replies.passed(to.slice(start, length));
        }
        return length;
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
        server.close();
    }
}
