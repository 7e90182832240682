package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;

import com.jcraft.jsch.JSch;

/** A peer that takes no data is noticed, though JSch is stuck in a write. */
@Timeout(30)
class WatchedSocketTest {

    @Test
    void cutsOffAPeerThatTakesNothing() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            WatchedSocket watched = new WatchedSocket(Deadline.in(Duration.ofSeconds(5)));
            SshConnection connection = new SshConnection(new JSch().getSession("root", "localhost", 22), watched);
            Socket socket = watched.createSocket("127.0.0.1", listening.getLocalPort());
            OutputStream out = watched.getOutputStream(socket);
            assertThat(watched.writeNanos()).isZero();
            Thread writer = Blocking.start("writer", () -> writeForEver(out));
            while (watched.writeNanos() < TimeUnit.MILLISECONDS.toNanos(500)) {
                Thread.sleep(50);
            }
            connection.checkPeer(TimeUnit.SECONDS.toNanos(20));
            assertThat(socket.isClosed()).isFalse();
            connection.checkPeer(TimeUnit.MILLISECONDS.toNanos(400));
            writer.join();
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private static void writeForEver(OutputStream out) {
        try {
            while (true) {
                out.write(new byte[1 << 16]);
            }
        } catch (IOException e) {
            // cut off
        }
    }
}
