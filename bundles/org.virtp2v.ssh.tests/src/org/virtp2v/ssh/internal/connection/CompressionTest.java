package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** Data connections are compressed if both sides want it, and it is known whether they are. */
@Timeout(120)
class CompressionTest {

    @Test
    void compressesWhenAskedTo() throws Exception {
        try (LabServer server = LabServer.start()) {
            assertThat(send(server, false)).satisfies(line -> {
                assertThat(line.compressed).isFalse();
                assertThat(line.bytes).isGreaterThan(Compressible.SIZE);
            });
            assertThat(send(server, true)).satisfies(line -> {
                assertThat(line.compressed).isTrue();
                assertThat(line.bytes).isLessThan(Compressible.SIZE / 3);
            });
        }
    }

    @Test
    void compressesWithChaCha20Poly1305Too() throws Exception {
        try (LabServer server = LabServer.start("--sshd", "Ciphers chacha20-poly1305@openssh.com")) {
            assertThat(send(server, true)).satisfies(line -> {
                assertThat(line.compressed).isTrue();
                assertThat(line.bytes).isLessThan(Compressible.SIZE / 3);
            });
        }
    }

    @Test
    void knowsThatTheServerDoesNotCompress() throws Exception {
        try (LabServer server = LabServer.start("--no-compression")) {
            assertThat(send(server, true)).satisfies(line -> {
                assertThat(line.compressed).isFalse();
                assertThat(line.bytes).isGreaterThan(Compressible.SIZE);
            });
        }
    }

    /** What was said of the connection, and what went over the line. */
    private record Line(boolean compressed, long bytes) {
    }

    /** Sends half text and half zeroes to the server, and counts what a relay in between sees. */
    private static Line send(LabServer server, boolean compress) throws Exception {
        try (Tunnel tunnel = new Tunnel(server.host(), server.port()); Compressible source = new Compressible()) {
            var login = new ServerLogin("127.0.0.1", tunnel.port(), "root", null, server.identity(), null, false,
                    new HostKeyPolicy.AcceptOnce(), compress, ServerLogin.RECONNECT);
            try (ServerAccess access = server.access(login);
                    DataConnection data = LabServer.data(access, source);
                    Socket socket = new Socket("localhost", data.remotePort())) {
                assertThat(socket.getInputStream().readNBytes(Compressible.SIZE)).isEqualTo(Compressible.content());
                return new Line(data.isCompressed(), tunnel.bytes());
            }
        }
    }

    /** Serves bytes that are worth compressing, in pieces that fit no block size. */
    private static final class Compressible implements Dialer, AutoCloseable {
        static final int SIZE = 16 << 20;
        private static final long SEED = Seeds.seed();
        private final ServerSocketChannel listening = ServerSocketChannel.open();

        Compressible() throws IOException {
            listening.bind(new InetSocketAddress("127.0.0.1", 0));
            Blocking.start("compressible", () -> {
                try (SocketChannel peer = listening.accept()) {
                    ByteBuffer content = ByteBuffer.wrap(content());
                    for (int i = 1; content.hasRemaining(); i++) {
                        ByteBuffer piece = content.slice(content.position(), Math.min(i * 7919, content.remaining()));
                        content.position(content.position() + piece.remaining());
                        while (piece.hasRemaining()) {
                            peer.write(piece);
                        }
                    }
                } catch (IOException e) {
                    // the test sees that something is missing
                }
            });
        }

        static byte[] content() {
            byte[] content = new byte[SIZE];
            Random random = new Random(SEED);
            for (int i = 0; i < SIZE / 2; i++) {
                content[i] = (byte) (i % 8 == 0 ? random.nextInt(256) : 'a' + i % 8);
            }
            return content;
        }

        @Override
        public ByteChannel connect() throws IOException {
            return SocketChannel.open(listening.getLocalAddress());
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
