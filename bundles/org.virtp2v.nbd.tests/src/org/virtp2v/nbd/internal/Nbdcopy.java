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

/** Runs nbdcopy as virt-v2v does, through a relay in place of the forwarded connection. */
final class Nbdcopy {
    private static final int PIECE = 32 * 1024;

    private Nbdcopy() {
    }

    /**
     * Copies a disk into a file.
     *
     * @return nbdcopy's exit code
     */
    static int copy(Dialer dialer, Path target) throws IOException, InterruptedException {
        Path socket = Files.createTempDirectory(Path.of("/tmp"), "c").resolve("s");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> serve(listener, dialer));
            return new ProcessBuilder("nbdcopy", "--requests=64", "--flush", "nbd+unix:///?socket=" + socket,
                    target.toString()).inheritIO().start().waitFor();
        } finally {
            Files.delete(socket);
            Files.delete(socket.getParent());
        }
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
}
