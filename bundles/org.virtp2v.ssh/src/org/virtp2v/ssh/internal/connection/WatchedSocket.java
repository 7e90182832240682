package org.virtp2v.ssh.internal.connection;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.blocking.Deadline;

import com.jcraft.jsch.SocketFactory;

/**
 * Makes the one TCP connection of a session, and keeps hold of it, so that it can be cut off at any time, also while
 * JSch is connecting or stuck in a write. JSch asks a silent server for a sign of life, but cannot while another thread
 * waits for the server to take data; so this also knows how long the current write has been waiting, and when something
 * came last.
 */
public final class WatchedSocket implements SocketFactory {
    private final Deadline deadline;
    private @Nullable Socket current;
    private boolean aborted;
    private volatile boolean connected;
    private volatile boolean ended;
    private volatile @Nullable PacketOutput output;
    private volatile long readAt;

    public WatchedSocket(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (int i = 0;; i++) {
            Socket socket = new Socket();
            adopt(socket);
            try {
                socket.setKeepAlive(true);
                socket.setTcpNoDelay(true);
                // an address that does not answer must leave time for the next
                int millis = Math.max(1, deadline.remainingMillis() / (addresses.length - i));
                socket.connect(new InetSocketAddress(addresses[i], port), millis);
                connected = true;
                return socket;
            } catch (IOException e) {
                socket.close();
                if (i == addresses.length - 1) {
                    throw e;
                }
            }
        }
    }

    @Override
    public InputStream getInputStream(Socket socket) throws IOException {
        readAt = System.nanoTime();
        // JSch reads each packet in two parts, and most that come are tiny
        return new BufferedInputStream(new Noted(socket.getInputStream()));
    }

    /** Notes when something comes. */
    private final class Noted extends FilterInputStream {
        Noted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] array, int offset, int length) throws IOException {
            int taken = -1;
            try {
                taken = in.read(array, offset, length);
            } finally {
                ended |= taken < 0;
            }
            readAt = System.nanoTime();
            return taken;
        }
    }

    @Override
    public OutputStream getOutputStream(Socket socket) throws IOException {
        PacketOutput made = new PacketOutput(socket.getOutputStream(), () -> ended = true);
        output = made;
        return made;
    }

    /** Whether the peer has ended the connection, or it was lost. */
    boolean ended() {
        return ended;
    }

    /** Whether the TCP connection was made. */
    boolean connected() {
        return connected;
    }

    /** How long the current write has been waiting for the peer, in nanoseconds; 0 when there is none. */
    long writeNanos() {
        PacketOutput current = output;
        return current == null ? 0 : current.writeNanos();
    }

    /** One more whose data go over this connection, which JSch has made. */
    PacketOutput.Sender sender() throws SocketException {
        PacketOutput made = output;
        if (made == null) {
            throw new SocketException("not connected");
        }
        return made.sender();
    }

    /** How long nothing has come from the peer, in nanoseconds. */
    long silentNanos() {
        return System.nanoTime() - readAt;
    }

    /** The TCP connection; null before there is one. */
    synchronized @Nullable Socket socket() {
        return current;
    }

    /** Cuts the connection off, now and for ever. Does not block. */
    synchronized void abort() {
        aborted = true;
        if (current != null) {
            closeQuietly(current);
        }
    }

    private synchronized void adopt(Socket socket) throws SocketException {
        if (aborted) {
            closeQuietly(socket);
            throw new SocketException("closed");
        }
        current = socket;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more either way
        }
    }
}
