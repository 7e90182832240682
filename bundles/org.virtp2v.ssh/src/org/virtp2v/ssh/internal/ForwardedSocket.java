package org.virtp2v.ssh.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * Shows a channel to JSch as the socket that it wants. All data of a disk goes through here: bytes go straight between
 * the channel and JSch's packet buffer, without a copy or a lock. Closing either stream closes the channel, as with a
 * socket; NBD has no half-closed connections.
 */
final class ForwardedSocket extends Socket {
    private final ByteChannel channel;
    private final InputStream in;
    private final OutputStream out;

    ForwardedSocket(ByteChannel channel) {
        this.channel = channel;
        this.in = new ChannelInput(channel);
        this.out = new ChannelOutput(channel);
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // not TCP
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A view of part of the array; JSch uses the same array for the life of a channel. */
    private static ByteBuffer view(ByteBuffer last, byte[] array, int offset, int length) {
        ByteBuffer view = last.array() == array ? last : ByteBuffer.wrap(array);
        return view.limit(offset + length).position(offset);
    }

    private static final class ChannelInput extends InputStream {
        private final ByteChannel channel;
        private ByteBuffer view = ByteBuffer.allocate(1);

        ChannelInput(ByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] array, int offset, int length) throws IOException {
            view = view(view, array, offset, length);
            return channel.read(view);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class ChannelOutput extends OutputStream {
        private final ByteChannel channel;
        private ByteBuffer view = ByteBuffer.allocate(1);

        ChannelOutput(ByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] { (byte) value }, 0, 1);
        }

        @Override
        public void write(byte[] array, int offset, int length) throws IOException {
            view = view(view, array, offset, length);
            while (view.hasRemaining()) {
                channel.write(view);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
