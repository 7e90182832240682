package org.virtp2v.nbd.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

import org.virtp2v.nbd.internal.protocol.Nbd;

/** A blocking NBD client that also says what a good client never says. */
record TestClient(ByteChannel channel) implements AutoCloseable {
    /** Handshake; afterwards requests can be sent. */
    static TestClient on(ByteChannel channel) throws IOException {
        TestClient client = new TestClient(channel);
        client.receive(18);
        channel.write(handshake());
        for (int type = 0; type != Nbd.NBD_REP_ACK;) {
            ByteBuffer reply = client.receive(20);
            type = reply.getInt(12);
            client.receive(reply.getInt(16));
        }
        return client;
    }

    /** All that the client says before its first request. */
    static ByteBuffer handshake() {
        return ByteBuffer.allocate(26).putInt(3).putLong(Nbd.IHAVEOPT).putInt(Nbd.NBD_OPT_GO).putInt(6).putInt(0)
                .putShort((short) 0).flip();
    }

    static ByteBuffer request(int type, long offset, int length) {
        return ByteBuffer.allocate(28).putInt(Nbd.NBD_REQUEST_MAGIC).putShort((short) 0).putShort((short) type)
                .putLong(4711).putLong(offset).putInt(length).flip();
    }

    static ByteBuffer extendedRequest(int flags, int type, long offset, long length) {
        return ByteBuffer.allocate(32).putInt(Nbd.NBD_EXTENDED_REQUEST_MAGIC).putShort((short) flags)
                .putShort((short) type).putLong(4711).putLong(offset).putLong(length).flip();
    }

    byte[] read(long offset, int length) throws IOException {
        channel.write(request(Nbd.NBD_CMD_READ, offset, length));
        ByteBuffer reply = receive(16);
        if (reply.getInt(4) != 0) {
            throw new IOException("NBD error " + reply.getInt(4));
        }
        return receive(length).array();
    }

    ByteBuffer receive(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
