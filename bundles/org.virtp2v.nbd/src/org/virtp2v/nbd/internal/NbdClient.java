package org.virtp2v.nbd.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.protocol.Nbd;

/**
 * The smallest NBD client that can check an export: fixed newstyle handshake with {@code NBD_OPT_GO} and the empty
 * export name, {@code NBD_CMD_READ} one after the other, {@code NBD_CMD_DISC}. It never sends anything that writes.
 */
final class NbdClient implements Closeable {
    private static final Messages TEXT = Messages.beside(NbdClient.class);
    /** More than any server needs for an answer to an option. */
    private static final int LONGEST_OPTION_REPLY = 64 * 1024;

    private final TimedChannel channel;

    /** Takes over a fresh connection. Nothing it does goes on after the deadline. */
    NbdClient(SocketChannel connection, Deadline deadline) throws IOException {
        this.channel = new TimedChannel(connection, deadline);
    }

    /**
     * The server's description of the export.
     *
     * @param sizeBytes
     *            its size
     * @param readOnly
     *            whether {@code NBD_FLAG_READ_ONLY} is set: the server refuses to write
     */
    record Export(long sizeBytes, boolean readOnly) {
    }

    /** Handshake; afterwards the connection is in transmission phase. */
    Export go() throws IOException, InterruptedException {
        ByteBuffer greeting = channel.receive(Nbd.GREETING_BYTES);
        expect(greeting.getLong() == Nbd.NBDMAGIC && greeting.getLong() == Nbd.IHAVEOPT, "client.greeting");
        int flags = greeting.getShort();
        expect((flags & Nbd.NBD_FLAG_FIXED_NEWSTYLE) != 0, "client.greeting");
        ByteBuffer hello = ByteBuffer.allocate(26);
        hello.putInt(flags & (Nbd.NBD_FLAG_FIXED_NEWSTYLE | Nbd.NBD_FLAG_NO_ZEROES));
        hello.putLong(Nbd.IHAVEOPT).putInt(Nbd.NBD_OPT_GO).putInt(6);
        hello.putInt(0).putShort((short) 0); // no name, no particular information asked for
        channel.send(hello.flip());
        return exportInfo();
    }

    private Export exportInfo() throws IOException, InterruptedException {
        Export export = new Export(0, false);
        boolean seen = false;
        while (true) {
            ByteBuffer reply = channel.receive(Nbd.OPTION_REPLY_BYTES);
            expect(reply.getLong() == Nbd.OPTION_REPLY_MAGIC && reply.getInt() == Nbd.NBD_OPT_GO, "client.reply");
            int type = reply.getInt();
            int length = reply.getInt();
            expect(length >= 0 && length <= LONGEST_OPTION_REPLY, "client.reply");
            ByteBuffer data = channel.receive(length);
            if (type == Nbd.NBD_REP_ACK) {
                expect(seen, "client.reply");
                return export;
            }
            expect(type == Nbd.NBD_REP_INFO && length >= Short.BYTES, "client.refused", Integer.toHexString(type));
            if (data.getShort() == Nbd.NBD_INFO_EXPORT) {
                expect(length == Short.BYTES * 2 + Long.BYTES, "client.reply");
                long size = data.getLong();
                int flags = data.getShort();
                int wanted = Nbd.NBD_FLAG_HAS_FLAGS | Nbd.NBD_FLAG_READ_ONLY;
                export = new Export(size, (flags & wanted) == wanted);
                seen = true;
            }
        }
    }

    /** Reads a piece of the export, of which nothing is kept, to see that it can be read. */
    void read(long offset, int length) throws IOException, InterruptedException {
        channel.send(request(Nbd.NBD_CMD_READ, offset, length));
        ByteBuffer reply = channel.receive(Nbd.SIMPLE_REPLY_BYTES);
        expect(reply.getInt() == Nbd.NBD_SIMPLE_REPLY_MAGIC, "client.reply");
        int error = reply.getInt();
        expect(error == 0, "client.read", Integer.toString(length), Long.toString(offset), Integer.toString(error));
        expect(reply.getLong() == offset, "client.reply");
        channel.receive(length);
    }

    /** Says good-bye, so that the server has no reason to complain. */
    void disconnect() throws IOException, InterruptedException {
        channel.send(request(Nbd.NBD_CMD_DISC, 0, 0));
    }

    private static ByteBuffer request(int type, long offset, int length) {
        ByteBuffer request = ByteBuffer.allocate(Nbd.REQUEST_BYTES);
        request.putInt(Nbd.NBD_REQUEST_MAGIC).putShort((short) 0).putShort((short) type);
        return request.putLong(offset).putLong(offset).putInt(length).flip(); // the offset serves as cookie, too
    }

    private static void expect(boolean condition, String key, Object... arguments) throws IOException {
        if (!condition) {
            throw new IOException(TEXT.get(key, arguments));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
