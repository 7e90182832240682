package org.virtp2v.nbd.internal.builtin;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.virtp2v.nbd.internal.builtin.Item.Request;
import org.virtp2v.nbd.internal.protocol.Nbd;

/**
 * Has the kernel read what a client has already asked for, while the answers before are encrypted and sent. The kernel
 * itself reads only 128 KiB ahead. What is read here goes into the page cache, where the answer finds it. A disk that
 * is there already is not read ahead. {@link #took} is for the thread that answers.
 */
final class ReadAhead implements Closeable {
    /** Reads that take longer, in nanoseconds for a KiB, wait for a device: the page cache gives GBs a second. */
    private static final long SLOW = 1000;
    /** After so much it is judged: one read alone can have waited for a processor, for milliseconds. */
    private static final long JUDGED_BYTES = 8 << 20;
    /** How far ahead is read: for what the fastest lines send while a disk moves its heads. */
    private static final int MOST_BYTES = 4 << 20;
    private static final int PIECE_BYTES = 256 << 10;

    /** After so many pieces in a row that were in the page cache, it leaves off. */
    private static final int LEAVE_OFF = 16;

    private final BlockSource disk;
    private final ZeroParts zeros;
    private final Collection<Item> waiting;
    private final Semaphore wanted = new Semaphore(0);
    private @Nullable Thread reader;
    /** What answers have read lately, and how long that took. */
    private long bytesRead;
    private long nanosRead;
    private int cached;
    private volatile boolean active;
    private volatile boolean closed;

    /**
     * @param waiting
     *            the requests that are to be answered, in this order; may change at any time
     */
    ReadAhead(BlockSource disk, ZeroParts zeros, Collection<Item> waiting) {
        this.disk = disk;
        this.zeros = zeros;
        this.waiting = waiting;
    }

    /** A read of so many bytes took so long. */
    void took(long nanos, int bytes) {
        bytesRead += bytes;
        nanosRead += nanos;
        if (bytesRead >= JUDGED_BYTES) {
            active |= isSlow(nanosRead, bytesRead);
            bytesRead /= 2;
            nanosRead /= 2;
        }
        if (active && wanted.availablePermits() == 0 && !waiting.isEmpty()) {
            wanted.release();
            if (reader == null) {
                reader = Thread.ofPlatform().daemon().name("reads ahead").start(this::run);
            }
        }
    }

    private static boolean isSlow(long nanos, long bytes) {
        return nanos > SLOW * (bytes >> 10);
    }

    private void run() {
        ByteBuffer scratch = ByteBuffer.allocateDirect(PIECE_BYTES);
        Request last = null;
        while (true) {
            wanted.acquireUninterruptibly();
            for (Request next = after(last); next != null && !closed; next = after(last)) {
                last = next;
                read(next, scratch);
            }
            if (closed) {
                return;
            }
        }
    }

    /** The next request that may be read ahead; null: none now. */
    private @Nullable Request after(@Nullable Request last) {
        Request first = null;
        boolean passed = false;
        long ahead = 0;
        for (Item item : waiting) {
            if (item instanceof Request request && request.type() == Nbd.NBD_CMD_READ && request.error() == 0) {
                ahead += request.length();
                if (ahead > MOST_BYTES) {
                    break;
                }
                if (passed) {
                    return request;
                }
                passed = request == last;
                first = first == null ? request : first;
            }
        }
        return passed ? null : first;
    }

    private void read(Request request, ByteBuffer scratch) {
        try {
            for (long from = request.offset(); from < request.end() && !closed;) {
                long end = Math.min(Math.min(request.end(), zeros.endOfPart(from)), from + PIECE_BYTES);
                if (!zeros.isZero(from)) {
                    read(scratch.clear().limit((int) (end - from)), from);
                }
                from = end;
            }
        } catch (IOException e) {
            // Who answers the request meets it again, and says so.
        }
    }

    private void read(ByteBuffer piece, long offset) throws IOException {
        int bytes = piece.remaining();
        long began = System.nanoTime();
        disk.read(piece, offset);
        cached = isSlow(System.nanoTime() - began, bytes) ? 0 : cached + 1;
        if (cached == LEAVE_OFF) {
            cached = 0;
            active = false;
        }
    }

    @Override
    public void close() {
        closed = true;
        wanted.release();
    }
}
