package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.nbd.internal.builtin.Item.Request;
import org.virtp2v.nbd.internal.protocol.Nbd;
import org.virtp2v.nbd.internal.protocol.ReadFailures;

/**
 * Answers requests: data goes from the disk straight into the buffer that it is sent from, behind its header, and zeros
 * do not go at all when the client takes structured replies. A long answer is made in several pieces, so nothing here
 * needs memory. For one thread.
 */
final class Replies {
    /** The longest read that is answered in one piece when the client wants so; the protocol asks for no more. */
    static final int LONGEST_WHOLE = 64 * 1024;
    private static final int DATA_BYTES = Nbd.STRUCTURED_REPLY_BYTES + Long.BYTES;
    private static final int HOLE_BYTES = DATA_BYTES + Integer.BYTES;
    /** In a buffer of this size every request gets on. */
    static final int LEAST_ROOM = 4 * 1024;
    /** In a buffer of this size every request that wants its answer in one piece gets it. */
    static final int MOST_ROOM = LONGEST_WHOLE + DATA_BYTES;
    private static final int MOST_EXTENTS = 400;
    private static final long LONGEST_EXTENT = 0xffff_ffffL & -Zeros.BLOCK_BYTES;

    private final DiskReader disk;
    private final ZeroParts zeros;
    private final Handshake handshake;
    private final ReadWatcher watcher;
    private final ReadFailures failures;
    private final ReadAhead ahead;
    /** Bytes of the request that have been answered. */
    private long done;

    /**
     * @param zeros
     *            what needs not be read
     * @param handshake
     *            tells what was agreed to, once it is over
     * @param watcher
     *            is told what was delivered
     * @param failures
     *            is told what could not be read
     * @param ahead
     *            is told how long reading takes
     */
    Replies(DiskReader disk, ZeroParts zeros, Handshake handshake, ReadWatcher watcher, ReadFailures failures,
            ReadAhead ahead) {
        this.disk = disk;
        this.zeros = zeros;
        this.handshake = handshake;
        this.watcher = watcher;
        this.failures = failures;
        this.ahead = ahead;
    }

    /** Room that the rest of a request wants; less makes more pieces of it. */
    static int room(Request request) {
        return (request.flags() & Nbd.NBD_CMD_FLAG_DF) != 0 ? MOST_ROOM : LEAST_ROOM;
    }

    /**
     * Answers a request, or as much of it as there is room for.
     *
     * @param to
     *            with at least {@link #room} bytes
     * @return whether all of it is answered
     * @throws IOException
     *             when the client cannot be told an error any more; the connection has to end
     */
    boolean write(Request request, ByteBuffer to) throws IOException {
        if (request.error() != 0) {
            error(request, request.offset(), request.error(), to);
            return true;
        }
        switch (request.type()) {
            case Nbd.NBD_CMD_READ -> {
                return read(request, to);
            }
            case Nbd.NBD_CMD_BLOCK_STATUS -> blockStatus(request, to);
            default -> simple(request, 0, to);
        }
        return true;
    }

    private boolean read(Request request, ByteBuffer to) throws IOException {
        long offset = request.offset() + done;
        int start = to.position();
        try {
            int length = handshake.isStructured() ? structured(request, offset, to) : unstructured(request, offset, to);
            watcher.delivered(offset, length);
            done += length;
        } catch (UnreadableException e) {
            failures.failed(e.offset(), Nbd.NBD_EIO);
            if (!handshake.isStructured() && done > 0) {
                throw e; // a simple reply says at its beginning that all will be well
            }
            error(request, e.offset(), Nbd.NBD_EIO, to.position(start));
            done = request.length();
        }
        boolean all = done == request.length();
        done = all ? 0 : done;
        return all;
    }

    private int unstructured(Request request, long offset, ByteBuffer to) throws IOException {
        int start = to.position();
        if (done == 0) {
            to.position(start + Nbd.SIMPLE_REPLY_BYTES);
        }
        int length = (int) Math.min(Math.min(request.end(), zeros.endOfPart(offset)) - offset, to.remaining());
        if (zeros.isZero(offset)) {
            Zeros.put(to, length);
        } else {
            fill(to, length, offset);
        }
        if (done == 0) {
            simple(request, 0, to.duplicate().position(start));
        }
        return length;
    }

    private int structured(Request request, long offset, ByteBuffer to) throws IOException {
        if ((request.flags() & Nbd.NBD_CMD_FLAG_DF) != 0) {
            return whole(request, to);
        }
        long end = Math.min(request.end(), zeros.endOfPart(offset));
        if (zeros.isZero(offset)) {
            int length = (int) (end - offset);
            hole(request, offset, length, end == request.end(), to);
            return length;
        }
        int start = to.position();
        int length = (int) Math.min(end - offset, to.remaining() - DATA_BYTES);
        fill(to.position(start + DATA_BYTES), length, offset);
        compact(request, offset, length, to.position(start));
        return length;
    }

    /** One chunk, whatever parts there are. */
    private int whole(Request request, ByteBuffer to) throws IOException {
        int start = to.position();
        to.position(start + DATA_BYTES);
        for (long from = request.offset(); from < request.end();) {
            int part = (int) (Math.min(request.end(), zeros.endOfPart(from)) - from);
            if (zeros.isZero(from)) {
                Zeros.put(to, part);
            } else {
                fill(to, part, from);
            }
            from += part;
        }
        int length = (int) request.length();
        data(request, request.offset(), start + DATA_BYTES, length, true, to.position(start));
        return length;
    }

    private void fill(ByteBuffer to, int length, long offset) throws IOException {
        int end = to.limit();
        to.limit(to.position() + length);
        long began = System.nanoTime();
        disk.read(to, offset);
        ahead.took(System.nanoTime() - began, length);
        to.limit(end);
    }

    /**
     * Makes chunks of data that lies behind the room for the first one's header, holes where there are enough zeros in
     * a row. A hole's chunk needs less room than its zeros, so all others have room for their headers.
     */
    private static void compact(Request request, long offset, int length, ByteBuffer to) {
        int from = to.position() + DATA_BYTES;
        for (int at = 0; at < length;) {
            boolean zero = isZero(to, from, at, length);
            int next = at;
            do {
                next = Math.min(length, next + Zeros.BLOCK_BYTES);
            } while (next < length && isZero(to, from, next, length) == zero);
            boolean last = offset + next == request.end();
            if (zero) {
                hole(request, offset + at, next - at, last, to);
            } else {
                data(request, offset + at, from + at, next - at, last, to);
            }
            at = next;
        }
    }

    /** Whether the block there is zeros; a few bytes at the end, shorter than the chunks' headers, never are. */
    private static boolean isZero(ByteBuffer data, int from, int at, int length) {
        int block = Math.min(Zeros.BLOCK_BYTES, length - at);
        return (at == 0 || block >= HOLE_BYTES + DATA_BYTES) && Zeros.are(data, from + at, block);
    }

    /** A chunk of data that is in the buffer, at its place or behind it. */
    private static void data(Request request, long offset, int index, int length, boolean last, ByteBuffer to) {
        chunk(request, Nbd.NBD_REPLY_TYPE_OFFSET_DATA, last, Long.BYTES + length, to);
        to.putLong(offset);
        if (to.position() != index) {
            to.put(to.position(), to, index, length);
        }
        to.position(to.position() + length);
    }

    private static void hole(Request request, long offset, int length, boolean last, ByteBuffer to) {
        chunk(request, Nbd.NBD_REPLY_TYPE_OFFSET_HOLE, last, HOLE_BYTES - Nbd.STRUCTURED_REPLY_BYTES, to);
        to.putLong(offset).putInt(length);
    }

    private void blockStatus(Request request, ByteBuffer to) {
        int start = to.position();
        int most = (request.flags() & Nbd.NBD_CMD_FLAG_REQ_ONE) != 0 ? 1 : MOST_EXTENTS;
        to.position(start + Nbd.STRUCTURED_REPLY_BYTES).putInt(Handshake.CONTEXT_ID);
        long offset = request.offset();
        for (int i = 0; i < most && offset < request.end(); i++) {
            long length = Math.min(Math.min(request.end(), zeros.endOfPart(offset)) - offset, LONGEST_EXTENT);
            to.putInt((int) length).putInt(zeros.isZero(offset) ? Nbd.NBD_STATE_HOLE | Nbd.NBD_STATE_ZERO : 0);
            offset += length;
        }
        chunk(request, Nbd.NBD_REPLY_TYPE_BLOCK_STATUS, true, to.position() - start - Nbd.STRUCTURED_REPLY_BYTES,
                to.duplicate().position(start));
    }

    private void error(Request request, long offset, int error, ByteBuffer to) {
        boolean reads = request.type() == Nbd.NBD_CMD_READ;
        if (!handshake.isStructured() || !reads && request.type() != Nbd.NBD_CMD_BLOCK_STATUS) {
            simple(request, error, to);
        } else if (reads && error == Nbd.NBD_EIO) {
            chunk(request, Nbd.NBD_REPLY_TYPE_ERROR_OFFSET, true, Integer.BYTES + Short.BYTES + Long.BYTES, to);
            to.putInt(error).putShort((short) 0).putLong(offset);
        } else {
            chunk(request, Nbd.NBD_REPLY_TYPE_ERROR, true, Integer.BYTES + Short.BYTES, to);
            to.putInt(error).putShort((short) 0);
        }
    }

    private static void simple(Request request, int error, ByteBuffer to) {
        to.putInt(Nbd.NBD_SIMPLE_REPLY_MAGIC).putInt(error).putLong(request.cookie());
    }

    private static void chunk(Request request, int type, boolean last, int length, ByteBuffer to) {
        to.putInt(Nbd.NBD_STRUCTURED_REPLY_MAGIC).putShort((short) (last ? Nbd.NBD_REPLY_FLAG_DONE : 0))
                .putShort((short) type).putLong(request.cookie()).putInt(length);
    }
}
