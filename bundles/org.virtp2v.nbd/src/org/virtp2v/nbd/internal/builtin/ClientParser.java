package org.virtp2v.nbd.internal.builtin;

import java.nio.ByteBuffer;
import java.util.Queue;

import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.nbd.internal.builtin.Item.Request;
import org.virtp2v.nbd.internal.protocol.Nbd;

/**
 * Understands what a client says, in whatever pieces it comes, and judges its requests: those that would write get
 * {@code EPERM}, those that are not known or do not fit {@code EINVAL}. Data that a client wants written is skipped.
 * For one thread.
 */
final class ClientParser {
    /** Bytes that one request may ask for, the protocol's usual limit. */
    static final int LONGEST_READ = 32 * 1024 * 1024;
    /** More than any option needs: it has the longest name, of 4096 bytes, and some queries of that length. */
    private static final int LONGEST_OPTION = 64 * 1024;

    private enum Expected {
        FLAGS, OPTION, OPTION_DATA, REQUEST, NOTHING
    }

    private final Handshake handshake;
    private final long sizeBytes;
    private final Queue<Item> sink;
    private final ReadWatcher watcher;
    private final ByteBuffer header = ByteBuffer.allocate(Nbd.REQUEST_BYTES);
    private ByteBuffer optionData = ByteBuffer.allocate(0);
    private Expected expected = Expected.FLAGS;
    private int option;
    private long skip;

    /**
     * @param sizeBytes
     *            of the export
     * @param sink
     *            is given what is to be answered; when it takes no more, the connection has to end
     * @param watcher
     *            is told what is asked for
     */
    ClientParser(Handshake handshake, long sizeBytes, Queue<Item> sink, ReadWatcher watcher) {
        this.handshake = handshake;
        this.sizeBytes = sizeBytes;
        this.sink = sink;
        this.watcher = watcher;
    }

    /**
     * Takes all that remains of the buffer.
     *
     * @throws ProtocolException
     *             when the connection has to end at once
     */
    void take(ByteBuffer from) throws ProtocolException {
        while (from.hasRemaining() && expected != Expected.NOTHING) {
            if (skip > 0) {
                int part = (int) Math.min(skip, from.remaining());
                from.position(from.position() + part);
                skip -= part;
                continue;
            }
            ByteBuffer wanted = expected == Expected.OPTION_DATA ? optionData : header.limit(headerBytes());
            int part = Math.min(wanted.remaining(), from.remaining());
            wanted.put(from.slice(from.position(), part));
            from.position(from.position() + part);
            if (!wanted.hasRemaining()) {
                next();
            }
        }
        from.position(from.limit());
    }

    private int headerBytes() {
        return switch (expected) {
            case FLAGS -> Integer.BYTES;
            case OPTION -> Nbd.OPTION_BYTES;
            default -> Nbd.REQUEST_BYTES;
        };
    }

    private void next() throws ProtocolException {
        header.rewind();
        switch (expected) {
            case FLAGS -> {
                handshake.flags(header.getInt());
                expected = Expected.OPTION;
            }
            case OPTION -> option();
            case OPTION_DATA -> answer(optionData.flip());
            case REQUEST -> request();
            case NOTHING -> throw new IllegalStateException();
        }
        header.clear();
    }

    private void option() throws ProtocolException {
        if (header.getLong() != Nbd.IHAVEOPT) {
            throw new ProtocolException("no option where one has to be");
        }
        option = header.getInt();
        long length = Integer.toUnsignedLong(header.getInt());
        if (length > LONGEST_OPTION) {
            if (option == Nbd.NBD_OPT_EXPORT_NAME) {
                throw Handshake.noSuchExport();
            }
            skip = length;
            add(new Item.Ready(Handshake.tooBig(option)));
        } else if (length > 0) {
            optionData = ByteBuffer.allocate((int) length);
            expected = Expected.OPTION_DATA;
        } else {
            answer(ByteBuffer.allocate(0));
        }
    }

    private void answer(ByteBuffer data) throws ProtocolException {
        byte[] reply = handshake.answer(option, data);
        optionData = ByteBuffer.allocate(0);
        add(new Item.Ready(reply));
        switch (handshake.state()) {
            case OPTIONS -> expected = Expected.OPTION;
            case TRANSMISSION -> expected = Expected.REQUEST;
            case ABORTED -> end();
        }
    }

    private void request() throws ProtocolException {
        if (header.getInt() != Nbd.NBD_REQUEST_MAGIC) {
            throw new ProtocolException("no request where one has to be");
        }
        int flags = Short.toUnsignedInt(header.getShort());
        int type = Short.toUnsignedInt(header.getShort());
        long cookie = header.getLong();
        long offset = header.getLong();
        long length = Integer.toUnsignedLong(header.getInt());
        if (type == Nbd.NBD_CMD_DISC) {
            end();
            return;
        }
        if (type == Nbd.NBD_CMD_WRITE) {
            skip = length;
        }
        int error = judge(flags, type, offset, length);
        if (type == Nbd.NBD_CMD_READ && error == 0) {
            watcher.reading(offset, length);
        }
        add(new Request(flags, type, cookie, offset, length, error));
    }

    private void add(Item item) throws ProtocolException {
        if (!sink.offer(item)) {
            throw new ProtocolException("more requests at a time than any client needs");
        }
    }

    private void end() throws ProtocolException {
        expected = Expected.NOTHING;
        add(new Item.End());
    }

    /** The error number of a request that is not carried out; 0: it is. */
    private int judge(int flags, int type, long offset, long length) {
        return switch (type) {
            case Nbd.NBD_CMD_READ -> judgeRead(flags, offset, length);
            case Nbd.NBD_CMD_FLUSH -> flags == 0 ? 0 : Nbd.NBD_EINVAL;
            case Nbd.NBD_CMD_BLOCK_STATUS -> handshake.tellsAllocation() && isInside(offset, length)
                    && (flags & ~Nbd.NBD_CMD_FLAG_REQ_ONE) == 0 ? 0 : Nbd.NBD_EINVAL;
            case Nbd.NBD_CMD_WRITE, Nbd.NBD_CMD_TRIM, Nbd.NBD_CMD_WRITE_ZEROES, Nbd.NBD_CMD_RESIZE -> Nbd.NBD_EPERM;
            default -> Nbd.NBD_EINVAL;
        };
    }

    private int judgeRead(int flags, long offset, long length) {
        boolean whole = (flags & Nbd.NBD_CMD_FLAG_DF) != 0;
        boolean known = flags == (handshake.isStructured() && whole ? Nbd.NBD_CMD_FLAG_DF : 0);
        if (!known || !isInside(offset, length) || length > LONGEST_READ) {
            return Nbd.NBD_EINVAL;
        }
        return whole && length > Replies.LONGEST_WHOLE ? Nbd.NBD_EOVERFLOW : 0;
    }

    private boolean isInside(long offset, long length) {
        return Nbd.isInside(sizeBytes, offset, length);
    }
}
