package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** Data connections really carry data. */
@Timeout(120)
class DataConnectionTest {
    @AutoClose
    static LabServer server;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start();
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        try (Echo echo = new Echo();
                ServerAccess access = server.access(server.root());
                DataConnection data = LabServer.data(access, echo)) {
            assertThat(data.isOpen()).isTrue();
            Echo.assertCarriesBothWays(data);
        }
    }

    /** sshd compares what is asked for with what is allowed as it is written. */
    @Test
    void makesDoWithTheAddressWhereTheNameIsForbidden() throws Exception {
        try (LabServer strict = LabServer.start("--sshd", "PermitListen 127.0.0.1:*");
                Echo echo = new Echo();
                ServerAccess access = strict.access(strict.root());
                DataConnection data = LabServer.data(access, echo)) {
            Echo.assertCarriesBothWays(data);
        }
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        try (Echo echo = new Echo();
                ServerAccess access = server.access(server.root());
                DataConnection data = LabServer.data(access, echo)) {
            assertThat(LabServer.run("ss", "-Hltn", "sport = :" + data.remotePort())).contains("127.0.0.1:")
                    .doesNotContain("0.0.0.0:" + data.remotePort()).doesNotContain("*:" + data.remotePort());
        }
    }

    @Test
    void closesWhatItDialledWhenTheOtherSideIsGone() throws Exception {
        CountDownLatch closed = new CountDownLatch(2);
        try (Echo echo = new Echo(); ServerAccess access = server.access(server.root())) {
            DataConnection data = LabServer.data(access, () -> new Watched(echo.connect(), closed::countDown));
            new Socket("localhost", data.remotePort()).close();
            Socket second = new Socket("localhost", data.remotePort());
            second.getOutputStream().write(1);
            assertThat(second.getInputStream().read()).isEqualTo(1);
            data.close();
            assertThat(data.isOpen()).isFalse();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            second.close();
        }
    }

    /** As an NBD server does, it speaks first; every connection but the last stays silent. */
    @Test
    void aCrowdOfSilentConnectionsKeepsNobodyOut() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Socket> crowd = new ArrayList<>();
        try (Echo echo = new Echo();
                ServerAccess access = server.access(server.root());
                DataConnection data = LabServer.data(access, () -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    return new Watched(echo.connect(), open::decrementAndGet);
                })) {
            try (Socket first = new Socket("localhost", data.remotePort())) {
                talks(first);
                for (int i = 0; i < 300; i++) {
                    crowd.add(new Socket("localhost", data.remotePort()));
                }
                try (Socket last = new Socket("localhost", data.remotePort())) {
                    talks(last);
                    talks(first);
                }
            }
            // Closing takes a moment, while the next ones come; without a limit it would be all of them.
            assertThat(most.get()).isLessThan(200);
            assertThat(data.isOpen()).isTrue();
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static void talks(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void hasALimitOfConnections() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (Echo echo = new Echo();
                ServerAccess access = server.access(server.root());
                DataConnection data = LabServer.data(access, echo)) {
            int refused = 0;
            for (int i = 0; i < ForwardLimit.MOST + 10; i++) {
                Socket socket = new Socket("localhost", data.remotePort());
                crowd.add(socket);
                socket.getOutputStream().write(7);
                refused += socket.getInputStream().read() == 7 ? 0 : 1;
            }
            assertThat(refused).isEqualTo(10);
            crowd.removeFirst().close();
            Thread.sleep(500);
            try (Socket next = new Socket("localhost", data.remotePort())) {
                talks(next);
            }
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void refusesAConnectionAlsoWhenTheJvmCannot() throws Exception {
        try (ServerAccess access = server.access(server.root()); DataConnection data = LabServer.data(access, () -> {
            throw new OutOfMemoryError("Cannot reserve direct memory");
        })) {
            try (Socket socket = new Socket("localhost", data.remotePort())) {
                socket.setSoTimeout(20_000);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(data.isOpen()).isTrue();
        }
    }

    @Test
    void refusesAConnectionThatCannotBeDialled() throws Exception {
        try (ServerAccess access = server.access(server.root()); DataConnection data = LabServer.data(access, () -> {
            throw new IOException("no such disk");
        })) {
            try (Socket socket = new Socket("localhost", data.remotePort())) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(data.isOpen()).isTrue();
        }
    }

    @Test
    void saysThatForwardingIsRefused() throws Exception {
        for (String option : List.of("--no-forwarding", "--permit-listen-none")) {
            try (LabServer closed = LabServer.start(option); ServerAccess access = closed.access(closed.root())) {
                ConnectionException e = catchThrowableOfType(ConnectionException.class,
                        () -> LabServer.data(access, () -> null));
                assertThat(e.reason()).isEqualTo(Reason.FORWARDING_REFUSED);
                assertThat(e).hasMessageContaining("AllowTcpForwarding").hasMessageContaining("PermitListen")
                        .hasMessageContaining("authorized_keys");
            }
        }
    }

    @Test
    void noticesThatTheConnectionIsCut() throws Exception {
        try (ServerAccess access = server.access(server.root());
                Echo echo = new Echo();
                DataConnection data = LabServer.data(access, echo)) {
            server.cutConnections();
            assertBecomesClosed(data, 5);
        }
    }

    @Test
    void noticesADeadServerWhenIdle() throws Exception {
        noticesADeadServer(false);
    }

    @Test
    void noticesADeadServerWhileSending() throws Exception {
        noticesADeadServer(true);
    }

    /** The network in between swallows everything from some time on. */
    private static void noticesADeadServer(boolean sending) throws Exception {
        SshOptions normal = LabServer.options(List.of(), Duration.ofSeconds(20));
        SshOptions quick = new SshOptions(List.of(), normal.connectLimit(), normal.fetchLimit(), normal.scriptLimit(),
                Duration.ofMillis(500), 3, normal.clock(), normal.random());
        try (Tunnel tunnel = new Tunnel(server.host(), server.port());
                ServerAccess access = new SshConversionServer(quick).access(
                        new ServerLogin("127.0.0.1", tunnel.port(), "root", null,
                                server.identity(), false),
                        key -> {
                        });
                DataConnection data = LabServer.data(access, () -> new Endless());
                Socket socket = new Socket()) {
            if (sending) {
                socket.connect(new InetSocketAddress("localhost", data.remotePort()));
                Blocking.start("reader", () -> readAll(socket));
                Thread.sleep(500);
            }
            Thread.sleep(1000);
            assertThat(data.isOpen()).isTrue();
            tunnel.swallow();
            assertBecomesClosed(data, 6);
        }
    }

    private static void assertBecomesClosed(DataConnection data, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 10 && data.isOpen(); i++) {
            Thread.sleep(100);
        }
        assertThat(data.isOpen()).isFalse();
    }

    private static void readAll(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // closed in the end
        }
    }

    /** Gives zeros for ever. */
    private static final class Endless implements OneWay {
        private volatile boolean open = true;

        @Override
        public int read(ByteBuffer to) {
            int n = to.remaining();
            to.position(to.limit());
            return n;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** Tells when it is closed, once. */
    private record Watched(ByteChannel channel, Runnable closed) implements ByteChannel {
        @Override
        public int read(ByteBuffer to) throws IOException {
            return channel.read(to);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return channel.write(from);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                channel.close();
                closed.run();
            }
        }
    }
}
