package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** A server that is not OpenSSH: Dropbear, whose windows are the smallest that are in use. */
@Timeout(60)
class DropbearTest {
    /** Dropbear's own default, and what its manual recommends for speed. */
    private static final String USUAL = "24576";
    private static final String LARGE = "1048576";

    /** Of a disk, in bytes. */
    private static final int SIZE = 32 << 20;

    @AutoClose
    static LabServer server;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
    }

    /** Dropbear of the lab's user, for that user alone; it ends with the lab at the latest. */
    private record Dropbear(Process process, int port) implements AutoCloseable {

        static Dropbear start(String window) throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Path home = server.dir().resolve("home");
            Process process = new ProcessBuilder("sudo", "-n", "-u", server.user(), "HOME=" + home, "bash", "-c", """
                    mkdir -p -m 700 "$HOME/.ssh" && cp "$2" "$HOME/.ssh/authorized_keys" &&
                      chmod 600 "$HOME/.ssh/authorized_keys"
                    [ -e "$HOME/host-key" ] || dropbearkey -t ed25519 -f "$HOME/host-key"
                    exec /usr/sbin/dropbear -F -E -p "127.0.0.1:$1" -r "$HOME/host-key" -P "$HOME/dropbear.pid" -W "$3"
                    """, "dropbear", Integer.toString(port), server.dir().resolve("authorized_keys").toString(), window)
                    .redirectErrorStream(true).redirectOutput(server.dir().resolve("dropbear.log").toFile()).start();
            Dropbear dropbear = new Dropbear(process, port);
            dropbear.await();
            return dropbear;
        }

        private void await() throws Exception {
            while (true) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    return;
                } catch (IOException e) {
                    assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).describedAs("dropbear has ended").isFalse();
                }
            }
        }

        ServerLogin login() {
            return new ServerLogin("127.0.0.1", port, server.user(), null, server.identity(), false);
        }

        @Override
        public void close() throws Exception {
            process.destroy(); // which sudo hands on
            process.waitFor();
        }
    }

    private static ServerAccess access(Dropbear dropbear) throws Exception {
        return new SshConversionServer(
                LabServer.options(List.of(), Duration.ofSeconds(20))).access(dropbear.login(), key -> {
                });
    }

    /** With packets that are larger than the window it would take a minute. */
    @ParameterizedTest
    @ValueSource(strings = { USUAL, LARGE })
    void carriesADisksDataWithoutWaitingForTheWindow(String window) throws Exception {
        byte[] disk = new byte[SIZE];
        Seeds.random().nextBytes(disk);
        try (Dropbear dropbear = Dropbear.start(window);
                ServerAccess access = access(dropbear);
                DataConnection data = LabServer.data(access, () -> new Disk(ByteBuffer.wrap(disk)));
                Socket socket = new Socket("localhost", data.remotePort())) {
            socket.setSoTimeout(10_000);
            long begin = System.nanoTime();
            socket.getOutputStream().write(1);
            byte[] arrived = socket.getInputStream().readNBytes(SIZE);
            assertThat(Arrays.equals(arrived, disk)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    /** Gives all that it has, whatever is asked. */
    private record Disk(ByteBuffer left) implements OneWay {
        @Override
        public int read(ByteBuffer to) {
            int count = Math.min(to.remaining(), left.remaining());
            to.put(left.slice().limit(count));
            left.position(left.position() + count);
            return left.hasRemaining() || count > 0 ? count : -1;
        }
    }

    @Test
    void measuresWhatItCanDo() throws Exception {
        try (Dropbear dropbear = Dropbear.start(USUAL);
                ServerAccess access = access(dropbear);
                ServerInspection inspection = access.inspect()) {
            assertThat(inspection.measureSpeed().bytesPerSecond()).isGreaterThan(3e6);
        }
    }
}
