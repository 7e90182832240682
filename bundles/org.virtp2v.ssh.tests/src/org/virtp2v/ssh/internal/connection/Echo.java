package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** A TCP service that sends back what it gets, as a dialer. */
final class Echo implements Dialer, AutoCloseable {
    private static final int SIZE = 64 << 20;

    private final ServerSocketChannel listening = ServerSocketChannel.open()
            .bind(new InetSocketAddress("127.0.0.1", 0));

    Echo() throws IOException {
        Blocking.start("echo", this::serve);
    }

    /** Sends 64 MiB to the echo behind the data connection, half of it random, and takes back the same. */
    static void assertCarriesBothWays(DataConnection data) throws Exception {
        try (Socket socket = new Socket("localhost", data.remotePort())) {
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            Thread sender = Blocking.start("sender", () -> send(socket, sent));
            MessageDigest received = MessageDigest.getInstance("SHA-256");
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int left = SIZE; left > 0;) {
                int n = in.read(buffer, 0, Math.min(left, buffer.length));
                assertThat(n).isPositive();
                received.update(buffer, 0, n);
                left -= n;
            }
            sender.join();
            assertThat(HexFormat.of().formatHex(received.digest())).isEqualTo(HexFormat.of().formatHex(sent.digest()));
        }
    }

    private static void send(Socket socket, MessageDigest sent) {
        try {
            Random random = Seeds.random();
            byte[] buffer = new byte[1 << 16];
            OutputStream out = socket.getOutputStream();
            for (int left = SIZE; left > 0; left -= buffer.length) {
                random.nextBytes(buffer);
                Arrays.fill(buffer, buffer.length / 2, buffer.length, (byte) 0);
                sent.update(buffer);
                out.write(buffer);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ByteChannel connect() throws IOException {
        return SocketChannel.open(listening.getLocalAddress());
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = listening.accept().socket();
                Blocking.start("echo", () -> echo(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // the other side is gone
        }
    }
}
