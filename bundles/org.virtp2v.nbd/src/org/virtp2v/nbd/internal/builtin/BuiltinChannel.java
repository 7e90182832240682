package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;

import org.jspecify.annotations.Nullable;

/**
 * A client's connection to the server in this process. What is written to it are requests; the thread that reads from
 * it does the work. One thread may read while another writes and a third closes.
 */
final class BuiltinChannel implements ByteChannel {
    /** Requests that may wait. Clients have a few dozens; nobody may fill the memory with them. */
    static final int MOST_WAITING = 4096;
    /** With so many bytes nothing more is waited for: they are worth being sent. */
    private static final int ENOUGH = 64 * 1024;

    private final ClientParser parser;
    private final Replies replies;
    private final BlockingQueue<Item> waiting;
    private final ReadAhead ahead;
    private @Nullable Item current = new Item.Ready(Handshake.greeting());
    private int currentDone;
    /** Answers that had no room in the reader's buffer. */
    private ByteBuffer staged = ByteBuffer.allocate(0);
    private volatile boolean closed;

    /**
     * @param parser
     *            puts what it understands into the queue
     * @param ahead
     *            is closed with the channel
     * @param waiting
     *            what is to be answered, in this order
     */
    BuiltinChannel(ClientParser parser, Replies replies, ReadAhead ahead, BlockingQueue<Item> waiting) {
        this.parser = parser;
        this.replies = replies;
        this.ahead = ahead;
        this.waiting = waiting;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException
     *             when that is no request, or too much of it; the channel is closed then
     */
    @Override
    public int write(ByteBuffer from) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        int length = from.remaining();
        try {
            parser.take(from);
        } catch (ProtocolException e) {
            close();
            throw e;
        }
        return length;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int start = to.position();
        if (staged.hasRemaining()) {
            copy(staged, to);
            return to.position() - start;
        }
        while (to.hasRemaining() && to.position() - start < ENOUGH) {
            Item next = current == null ? next(to.position() == start) : current;
            if (next == null) {
                break;
            }
            current = next;
            if (next instanceof Item.End) {
                return to.position() == start ? -1 : to.position() - start;
            }
            if (!write(next, to, to.position() == start)) {
                break;
            }
        }
        return to.position() - start;
    }

    /** The next item; null when there is none now, and none is waited for. */
    private @Nullable Item next(boolean waits) throws IOException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        try {
            Item next = waits ? waiting.take() : waiting.poll();
            if (closed) {
                throw new AsynchronousCloseException();
            }
            return next;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw (IOException) new ClosedByInterruptException().initCause(e);
        }
    }

    /**
     * Writes an item, or as much of it as there is room for.
     *
     * @param alone
     *            whether there is nothing in the buffer yet, so that it has to get on
     * @return whether there may be room for more
     */
    private boolean write(Item item, ByteBuffer to, boolean alone) throws IOException {
        switch (item) {
            case Item.Ready ready -> {
                int length = Math.min(to.remaining(), ready.bytes().length - currentDone);
                to.put(ready.bytes(), currentDone, length);
                currentDone += length;
                if (currentDone == ready.bytes().length) {
                    current = null;
                    currentDone = 0;
                }
                return true;
            }
            case Item.Request request -> {
                int room = Replies.room(request);
                if (to.remaining() >= room) {
                    current = replies.write(request, to) ? null : request;
                    return true;
                }
                if (alone) {
                    stage(request, room);
                    copy(staged, to);
                }
                return false;
            }
            case Item.End end -> {
                return false;
            }
        }
    }

    private void stage(Item.Request request, int room) throws IOException {
        if (staged.capacity() < room) {
            staged = ByteBuffer.allocate(room);
        }
        staged.clear();
        try {
            current = replies.write(request, staged) ? null : request;
        } finally {
            staged.flip();
        }
    }

    private static void copy(ByteBuffer from, ByteBuffer to) {
        int length = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), length));
        from.position(from.position() + length);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /** {@inheritDoc} Ends a read that waits for a request, but not one that waits for the disk. */
    @Override
    public void close() {
        closed = true;
        ahead.close();
        // When it is full, nobody waits for more.
        waiting.offer(new Item.End());
    }
}
