package org.virtp2v.ssh.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.connection.RelayPeer;
import org.virtp2v.ssh.internal.connection.Tunnel;

/**
 * A data connection that is lost comes back while the relay waits for it, or is lost for good where that is certain.
 */
@Timeout(60)
class ReconnectTest {
    @AutoClose
    static LabServer server;
    @TempDir
    Path temp;

    private final OutageLog log = new OutageLog();
    private final ExportKey key = ExportKey.random();
    private Set<Thread> before = Set.of();
    private Tunnel tunnel;
    private ServerSocketChannel disk;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user", "--sshd", "MaxSessions 1");
    }

    @BeforeEach
    void open() throws Exception {
        before = Set.copyOf(Thread.getAllStackTraces().keySet());
        tunnel = new Tunnel(server.host(), server.port());
        disk = ServerSocketChannel.open().bind(null);
    }

    @AfterEach
    void close() throws Exception {
        tunnel.close();
        disk.close();
        assertNoThreads();
    }

    @Test
    void comesBackWithAnotherPortWhenItsProcessWasKilled() throws Exception {
        try (ServerAccess access = access(Duration.ofMinutes(1)); DataConnection data = data(access)) {
            data.announce(temp.toString());
            int first = data.remotePort();
            for (int i = 1; i <= 2; i++) {
                server.cutConnections();
                log.awaitBack(i);
                assertThat(data.isOpen()).isTrue();
                assertThat(temp.resolve("relay-port.1")).hasContent(data.remotePort() + "\n");
                assertReachesTheDisk(data);
            }
            assertThat(data.remotePort()).isNotEqualTo(first);
            Outage told = log.outages().getFirst();
            assertThat(told.attempt()).isEqualTo(1);
            assertThat(told.untilNext()).isZero();
            assertThat(told.why()).contains("127.0.0.1:" + tunnel.port()).contains("was lost");
        }
        assertThat(log.back()).containsOnly(Link.disk(1));
        assertThat(log.order()).last().isEqualTo("back 1");
    }

    /** As behind a NAT that forgets: the server's side stays, and with it its port. */
    @Test
    void endsTheProcessThatHoldsTheOldPort() throws Exception {
        for (ServerLogin login : List.of(server.root(), server.labUser(false))) {
            try (ServerAccess access = access(login, Duration.ofMinutes(1)); DataConnection data = data(access)) {
                int old = data.remotePort();
                int before = log.back().size();
                tunnel.forget();
                log.awaitBack(before + 1);
                assertThat(data.remotePort()).isNotEqualTo(old);
                assertThat(LabServer.run("ss", "-Hltn", "sport = :" + old)).isEmpty();
                assertReachesTheDisk(data);
            }
        }
    }

    @Test
    void isTriedAgainWhileTheServerTurnsItAway() throws Exception {
        try (ServerAccess access = access(Duration.ofMinutes(1)); DataConnection data = data(access)) {
            tunnel.refuse(2);
            tunnel.cut();
            log.awaitBack(1);
            assertThat(log.outages().getLast().attempt()).isEqualTo(3);
            assertThat(log.outages()).extracting(Outage::why).last().asString().contains("closed the connection");
            assertThat(log.outages()).anySatisfy(o -> assertThat(o.untilNext()).isPositive());
            assertReachesTheDisk(data);
        }
    }

    @Test
    void isToldEverySecondAlsoWhileAnAttemptIsStuck() throws Exception {
        try (ServerAccess access = access(Duration.ofMinutes(1)); DataConnection data = data(access)) {
            tunnel.stall(true);
            tunnel.cut();
            Thread.sleep(1900);
            assertThat(log.outages()).hasSizeBetween(2, 3).extracting(Outage::attempt).containsOnly(1);
            tunnel.stall(false);
            log.awaitBack(1);
            assertReachesTheDisk(data);
        }
    }

    @Test
    void isLostForGoodWhenTheLimitIsOver() throws Exception {
        try (ServerAccess access = access(Duration.ofSeconds(2)); DataConnection data = data(access)) {
            tunnel.refuse(1000);
            long began = System.nanoTime();
            tunnel.cut();
            OutageLog.await(() -> !data.isOpen(), 10);
            assertThat(System.nanoTime() - began).isBetween(TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(5));
            assertThatThrownBy(() -> data.announce(temp.toString())).hasMessageContaining("was lost");
        }
        assertThat(log.back()).isEmpty();
    }

    @Test
    void isNotTriedAgainWhereThatIsNotWanted() throws Exception {
        try (ServerAccess access = access(Duration.ZERO); DataConnection data = data(access)) {
            int before = tunnel.accepted();
            tunnel.cut();
            OutageLog.await(() -> !data.isOpen(), 5);
            assertThat(tunnel.accepted()).isEqualTo(before);
        }
        assertThat(log.order()).isEmpty();
    }

    @Test
    void refusesAnotherHostKeyForGood() throws Exception {
        try (LabServer other = LabServer.start();
                ServerAccess access = access(Duration.ofMinutes(1));
                DataConnection data = data(access)) {
            tunnel.leadTo(other.port());
            tunnel.cut();
            OutageLog.await(() -> !data.isOpen(), 10);
            assertThat(tunnel.accepted()).isLessThanOrEqualTo(3);
            assertThat(data.whyLost()).isNotNull().extracting(ConnectionException::reason)
                    .isEqualTo(Reason.HOST_KEY_CHANGED);
        }
        assertThat(log.back()).isEmpty();
    }

    @Test
    void isLostForGoodWhenItsKeyIsNotTakenAnyMore() throws Exception {
        Path keys = server.dir().resolve("authorized_keys");
        Path kept = Files.copy(keys, temp.resolve("kept"));
        try (ServerAccess access = access(Duration.ofMinutes(1)); DataConnection data = data(access)) {
            Files.writeString(keys, "");
            tunnel.cut();
            OutageLog.await(() -> !data.isOpen(), 10);
            assertThat(tunnel.accepted()).isLessThanOrEqualTo(3);
        } finally {
            Files.copy(kept, keys, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void closingEndsItInEveryState() throws Exception {
        try (ServerAccess access = access(Duration.ofMinutes(1))) {
            DataConnection pausing = data(access);
            tunnel.refuse(1000);
            tunnel.cut();
            OutageLog.await(() -> log.outages().stream().anyMatch(o -> o.attempt() == 2), 10);
            closesSoon(pausing);
            tunnel.refuse(0);
            DataConnection connecting = data(access);
            tunnel.stall(true);
            tunnel.cut();
            Thread.sleep(700);
            closesSoon(connecting);
            tunnel.stall(false);
        }
        ServerAccess access = access(Duration.ofMinutes(1));
        DataConnection data = data(access);
        tunnel.refuse(1000);
        tunnel.cut();
        Thread.sleep(500);
        access.close();
        OutageLog.await(() -> !data.isOpen(), 2);
    }

    /** What is lost while the run is being stopped is of no use any more; nobody is to be asked for it. */
    @Test
    void isNotMadeAgainWhileTheRunIsStopped() throws Exception {
        try (ServerAccess access = access(Duration.ofMinutes(1));
                DataConnection stuck = data(access);
                RemoteRun run = access.prepare(List.of())) {
            tunnel.stall(true);
            tunnel.cut();
            OutageLog.await(() -> !log.outages().isEmpty(), 10);
            Thread.sleep(500);
            assertThat(run.stop(Duration.ofSeconds(5))).isTrue();
            OutageLog.await(() -> !stuck.isOpen(), 3);
            tunnel.stall(false);
            try (DataConnection late = data(access)) {
                int made = tunnel.accepted();
                tunnel.cut();
                OutageLog.await(() -> !late.isOpen(), 5);
                assertThat(tunnel.accepted()).isEqualTo(made);
            }
            LabServer.run("rm", "-r", run.directory());
        }
        assertThat(log.back()).isEmpty();
    }

    private static void closesSoon(DataConnection data) {
        long began = System.nanoTime();
        Thread.currentThread().interrupt();
        data.close();
        assertThat(Thread.interrupted()).isTrue();
        data.close();
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(4));
        assertThat(data.isOpen()).isFalse();
    }

    /** All are lost at the same moment, as they are. */
    @Test
    void severalComeBackOneAfterTheOther() throws Exception {
        try (ServerAccess access = access(Duration.ofMinutes(1))) {
            List<DataConnection> all = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                all.add(access.openDataConnection(Link.disk(i), this::dial, key));
            }
            int before = tunnel.accepted();
            tunnel.refuse(1);
            tunnel.cut();
            log.awaitBack(4);
            assertThat(tunnel.accepted() - before).as("attempts").isEqualTo(5);
            assertThat(log.back()).doesNotHaveDuplicates();
            for (DataConnection data : all) {
                assertReachesTheDisk(data);
                data.close();
            }
        }
    }

    private ServerAccess access(Duration reconnect) throws Exception {
        return access(server.root(), reconnect);
    }

    private ServerAccess access(ServerLogin login, Duration reconnect) throws Exception {
        var through = new ServerLogin("127.0.0.1", tunnel.port(), login.username(), null, server.identity(), null,
                false, new HostKeyPolicy.AcceptOnce(), false, reconnect);
        SshOptions options = LabServer.options(List.of(), Duration.ofSeconds(20)).with(List.of("python3"));
        return new SshConversionServer(options).access(through, log);
    }

    private DataConnection data(ServerAccess access) throws Exception {
        return access.openDataConnection(Link.disk(1), this::dial, key);
    }

    private SocketChannel dial() throws IOException {
        return SocketChannel.open(disk.getLocalAddress());
    }

    private void assertReachesTheDisk(DataConnection data) throws Exception {
        try (Socket relay = new Socket("127.0.0.1", data.remotePort())) {
            RelayPeer.prove(key, relay.getInputStream(), relay.getOutputStream());
            try (Socket accepted = disk.accept().socket()) {
                accepted.getOutputStream().write(42);
                assertThat(relay.getInputStream().read()).isEqualTo(42);
            }
        }
    }

    /** Those of other tests may take longer to end. */
    private void assertNoThreads() throws InterruptedException {
        OutageLog.await(() -> Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("virt-p2v SSH") || name.startsWith("Connect thread"))
                .allMatch(name -> name.endsWith("tunnel")), 10);
    }
}
