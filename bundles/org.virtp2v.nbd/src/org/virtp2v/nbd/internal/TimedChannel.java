package org.virtp2v.nbd.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Sends and receives whole pieces on a socket, but never past a deadline: a server that hangs must not hang us. For one
 * thread, whose interrupt ends it at once.
 */
final class TimedChannel implements Closeable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Deadline deadline;

    /** Takes over a connected channel, which is closed with this one. */
    TimedChannel(SocketChannel channel, Deadline deadline) throws IOException {
        this.channel = channel;
        this.deadline = deadline;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /** Sends all that remains in the buffer. */
    void send(ByteBuffer bytes) throws IOException, InterruptedException {
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            channel.write(bytes);
        }
    }

    /**
     * Receives exactly so many bytes.
     *
     * @throws EOFException
     *             when the server closes the connection before
     */
    ByteBuffer receive(int length) throws IOException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_READ);
            if (channel.read(bytes) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    private void await(int operation) throws IOException, InterruptedException {
        key.interestOps(operation);
        long millis = deadline.remainingMillis();
        int ready = millis == 0 ? 0 : selector.select(millis);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (ready == 0 && deadline.isOver()) {
            throw new SocketTimeoutException();
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (selector; channel) {
            key.cancel();
        }
    }
}
