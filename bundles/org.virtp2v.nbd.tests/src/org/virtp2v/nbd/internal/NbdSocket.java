package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.virtp2v.core.server.Dialer;

/**
 * A socket on which real NBD clients reach an export, in the place of the forwarded connection.
 *
 * @param path
 *            where it is
 */
public record NbdSocket(Path path, ServerSocketChannel listener) implements AutoCloseable {
    private static final int PIECE = 32 * 1024;

    /** Passes every connection on. */
    public static NbdSocket of(Dialer dialer) throws IOException {
        Path path = Files.createTempDirectory(Path.of("/tmp"), "c").resolve("s");
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        Thread.ofPlatform().daemon().start(() -> serve(listener, dialer));
        return new NbdSocket(path, listener);
    }

    /** For clients. */
    public String uri() {
        return "nbd+unix:///?socket=" + path;
    }

    private static void serve(ServerSocketChannel listener, Dialer dialer) {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                ByteChannel server = dialer.connect();
                Thread.ofPlatform().daemon().start(() -> pass(client, server));
                Thread.ofPlatform().daemon().start(() -> pass(server, client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void pass(ByteChannel from, ByteChannel to) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try (from; to) {
            while (from.read(piece.clear()) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    to.write(piece);
                }
            }
        } catch (IOException e) {
            // The other direction has ended.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.delete(path);
        Files.delete(path.getParent());
    }
}
