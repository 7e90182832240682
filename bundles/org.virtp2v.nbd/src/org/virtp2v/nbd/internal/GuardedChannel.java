package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A connection to an NBD server on which requests pass a {@link RequestGuard}. What comes from the server, which is
 * nearly all there is, goes straight from the socket to the caller's buffer and must stay that way. One thread may read
 * while another writes and a third closes.
 */
final class GuardedChannel implements ByteChannel {
    private static final int APPROVED_BYTES = 8 * 1024;

    private final SocketChannel server;
    private final RequestGuard guard;
    private final Consumer<ForbiddenRequestException> violations;
    private final ByteBuffer approved = ByteBuffer.allocateDirect(APPROVED_BYTES);

    /**
     * @param violations
     *            told, once, of the request that ended the connection
     */
    GuardedChannel(SocketChannel server, RequestGuard guard, Consumer<ForbiddenRequestException> violations) {
        this.server = server;
        this.guard = guard;
        this.violations = violations;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return server.read(to);
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
