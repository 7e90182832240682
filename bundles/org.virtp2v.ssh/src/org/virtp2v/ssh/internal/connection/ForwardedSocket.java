package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * Shows a channel to JSch as the socket that it wants. All data of a disk goes through here, without a lock. Closing
 * either stream closes the channel, as with a socket; NBD has no half-closed connections.
 */
final class ForwardedSocket extends Socket {
    private final ByteChannel channel;
    private final ForwardLimit limit;
    private final PacketOutput.Sender sender;
    private final ChannelInput in;
    private final OutputStream out;

    /**
     * @param limit
     *            told when the other side says something for the first time; where it has to prove that it knows a key,
     *            not before that
     * @param sender
     *            told which packets follow each other
     * @param packetBytes
     *            as much as JSch is to put into a packet, at most
     */
    ForwardedSocket(ByteChannel channel, ForwardLimit limit, PacketOutput.Sender sender, int packetBytes) {
        this.channel = channel;
        this.limit = limit;
        this.sender = sender;
        this.in = new ChannelInput(channel, sender, packetBytes);
        this.out = new ChannelOutput();
    }

    /** Whether it is not closed yet, by either side. */
    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    /** Whether it is more than somebody who says something: whoever has to prove a key has done so. */
    private boolean isKnown() {
        return !(channel instanceof ProvingChannel gate) || gate.isProved();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // not TCP
    }

    @Override
    public void close() throws IOException {
        sender.end();
        channel.close();
    }

    /** Reads the available bytes, up to several packets at once, as JSch reads one packet at a time. */
    private static final class ChannelInput extends InputStream {
        /** The usual request of nbdcopy, with its reply's header. */
        private static final int READ_BYTES = 256 * 1024 + 4096;
        /** Enough for the greeting of an NBD server: as long as the other side is silent there is no more. */
        private static final int FIRST_READ_BYTES = 512;

        private final ByteChannel channel;
        private final PacketOutput.Sender sender;
        private final int packetBytes;
        private volatile boolean large; // asks once for a larger buffer
        private ByteBuffer ahead = ByteBuffer.allocate(FIRST_READ_BYTES).limit(0);

        ChannelInput(ByteChannel channel, PacketOutput.Sender sender, int packetBytes) {
            this.channel = channel;
            this.sender = sender;
            this.packetBytes = packetBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] array, int offset, int length) throws IOException {
            if (!ahead.hasRemaining() && !fill()) {
                return -1;
            }
            int taken = Math.min(Math.min(length, packetBytes), ahead.remaining());
            ahead.get(array, offset, taken);
            sender.more(ahead.hasRemaining());
            return taken;
        }

        /** Waits for more, but not until the buffer is full; false at the end. */
        private boolean fill() throws IOException {
            if (large) {
                large = false;
                ahead = buffer();
            }
            ahead.clear();
            try {
                int length = channel.read(ahead);
                // More than a greeting: whatever this is, it is worth a buffer.
                large |= length == FIRST_READ_BYTES && ahead.capacity() == FIRST_READ_BYTES;
                return length > 0;
            } finally {
                ahead.flip();
            }
        }

        /** Data of a disk will come. */
        void expectMuch() {
            large = true;
        }

        private ByteBuffer buffer() {
            try {
                return ByteBuffer.allocateDirect(READ_BYTES);
            } catch (OutOfMemoryError e) {
                // Slower, but alive: of this memory there is only so much, and it is not the heap that is full.
                return ByteBuffer.allocate(FIRST_READ_BYTES * 16);
            }
        }

        @Override
        public void close() throws IOException {
            sender.end();
            channel.close();
        }
    }

    private final class ChannelOutput extends OutputStream {
        private ByteBuffer view = ByteBuffer.allocate(1);
        private boolean spoken;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] { (byte) value }, 0, 1);
        }

        @Override
        public void write(byte[] array, int offset, int length) throws IOException {
            if (!spoken && isKnown()) {
                spoken = true;
                limit.speaks(ForwardedSocket.this);
                in.expectMuch();
            }
            if (view.array() != array) {
                view = ByteBuffer.wrap(array); // JSch uses the same array all the time
            }
            view.limit(offset + length).position(offset);
            while (view.hasRemaining()) {
                channel.write(view);
            }
        }

        @Override
        public void close() throws IOException {
            ForwardedSocket.this.close();
        }
    }
}
