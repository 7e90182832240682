package org.virtp2v.nbd.internal.builtin;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.virtp2v.nbd.internal.protocol.Nbd;

/** A client that agrees on structured replies and reads them by the letter of the protocol. */
final class StructuredClient implements AutoCloseable {
    private final ByteChannel channel;
    private final int most;
    private final byte[] pending;
    private int position;
    private int end;
    /** Bytes that have come from the server. */
    long received;

    /**
     * @param most
     *            bytes that are read from the channel at a time
     */
    StructuredClient(ByteChannel channel, int most) {
        this.channel = channel;
        this.most = most;
        this.pending = new byte[most];
    }

    /** An answer to a read: the data, in which what was not answered is 0xee, and the error. */
    record Answer(byte[] data, int error, long errorOffset, int chunks, int holes) {
    }

    StructuredClient go() throws IOException {
        receive(18);
        send(ByteBuffer.allocate(4).putInt(3));
        option(Nbd.NBD_OPT_STRUCTURED_REPLY, new byte[0]);
        byte[] context = Nbd.BASE_ALLOCATION.getBytes(StandardCharsets.US_ASCII);
        option(Nbd.NBD_OPT_SET_META_CONTEXT, ByteBuffer.allocate(12 + context.length).putInt(0).putInt(1)
                .putInt(context.length).put(context).array());
        option(Nbd.NBD_OPT_GO, new byte[6]);
        return this;
    }

    /** Sends an option and waits for the end of its answers; its type. */
    int option(int option, byte[] data) throws IOException {
        send(ByteBuffer.allocate(16 + data.length).putLong(Nbd.IHAVEOPT).putInt(option).putInt(data.length)
                .put(data));
        while (true) {
            ByteBuffer reply = receive(20);
            int type = reply.getInt(12);
            receive(reply.getInt(16));
            if (reply.getLong(0) != Nbd.OPTION_REPLY_MAGIC || reply.getInt(8) != option) {
                throw new IOException("no reply to option " + option);
            }
            if (type == Nbd.NBD_REP_ACK || type < 0) {
                return type;
            }
        }
    }

    void send(ByteBuffer bytes) throws IOException {
        bytes.rewind();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void request(int flags, int type, long cookie, long offset, int length) throws IOException {
        send(ByteBuffer.allocate(28).putInt(Nbd.NBD_REQUEST_MAGIC).putShort((short) flags).putShort((short) type)
                .putLong(cookie).putLong(offset).putInt(length));
    }

    Answer read(int flags, long offset, int length) throws IOException {
        request(flags, Nbd.NBD_CMD_READ, offset, offset, length);
        return answer(offset, length);
    }

    /** The answer to a read whose cookie is its offset. */
    Answer answer(long offset, int length) throws IOException {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0xee);
        int chunks = 0;
        int holes = 0;
        while (true) {
            ByteBuffer header = receive(20);
            if (header.getInt(0) != Nbd.NBD_STRUCTURED_REPLY_MAGIC || header.getLong(8) != offset) {
                throw new IOException("no chunk of this read");
            }
            boolean last = header.getShort(4) == Nbd.NBD_REPLY_FLAG_DONE;
            ByteBuffer payload = receive(header.getInt(16));
            chunks++;
            switch (Short.toUnsignedInt(header.getShort(6))) {
                case Nbd.NBD_REPLY_TYPE_OFFSET_DATA -> {
                    int at = (int) (payload.getLong() - offset);
                    payload.get(data, at, payload.remaining());
                }
                case Nbd.NBD_REPLY_TYPE_OFFSET_HOLE -> {
                    holes++;
                    int at = (int) (payload.getLong() - offset);
                    Arrays.fill(data, at, at + payload.getInt(), (byte) 0);
                }
                case Nbd.NBD_REPLY_TYPE_ERROR -> {
                    return new Answer(data, payload.getInt(), -1, chunks, holes);
                }
                case Nbd.NBD_REPLY_TYPE_ERROR_OFFSET -> {
                    return new Answer(data, payload.getInt(), payload.getLong(6), chunks, holes);
                }
                default -> throw new IOException("chunk of type " + header.getShort(6));
            }
            if (last) {
                return new Answer(data, 0, -1, chunks, holes);
            }
        }
    }

    ByteBuffer receive(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (position == end) {
                int n = channel.read(ByteBuffer.wrap(pending, 0, most));
                if (n < 0) {
                    throw new EOFException();
                }
                received += n;
                position = 0;
                end = n;
            }
            int part = Math.min(bytes.remaining(), end - position);
            bytes.put(pending, position, part);
            position += part;
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
