package org.virtp2v.ssh.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.connection.Tunnel;
import org.virtp2v.ssh.internal.further.MeasuredCount;

/** Several SSH connections carry one disk: sshd, the relay, qemu-nbd with the disk, and nbdcopy in virt-v2v's place. */
@Timeout(180)
class FurtherConnectionsTest {
    private static final int MIB = 1 << 20;
    private static final Duration QUICK = Duration.ofMillis(500);
    /** So that a test need not take minutes. */
    private static final MeasuredCount.Rule RULE = new MeasuredCount.Rule(QUICK, Duration.ofMillis(1500),
            Duration.ofMinutes(10), Duration.ofSeconds(3), 0);

    @TempDir
    Path temp;

    private final OutageLog log = new OutageLog();
    private final ExportKey key = ExportKey.random();
    private final List<Process> processes = new ArrayList<>();
    private Path remote;
    private Path disk;
    private @Nullable Tunnel tunnel;

    @BeforeEach
    void begin() throws Exception {
        remote = Files.createDirectory(temp.resolve("remote"));
        disk = temp.resolve("disk");
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        if (tunnel != null) {
            tunnel.close();
        }
    }

    @Test
    void thereAreAsManyAsWasSaid() throws Exception {
        try (LabServer server = LabServer.start("--sshd", "MaxSessions 1"); ServerAccess access = access(server, "3")) {
            DataConnection data = connect(access, 64);
            OutageLog.await(() -> ports().size() == 3, 20);
            OutageLog.await(() -> relayLog().contains("3 connections"), 5);
            copyIsIdentical();
            assertThat(data.most()).isEqualTo(3);
            assertThat(ports()).doesNotHaveDuplicates().startsWith(data.remotePort());
            List<Integer> all = ports();
            data.close();
            OutageLog.await(() -> all.stream().noneMatch(FurtherConnectionsTest::isListening), 5);
        }
        assertThat(log.order()).isEmpty();
    }

    @Test
    void theLossOfOneOfTwoIsNoOutage() throws Exception {
        try (LabServer server = LabServer.start();
                ServerAccess access = access(server, "2", slow(server))) {
            DataConnection data = connect(access, 64);
            OutageLog.await(() -> ports().size() == 2, 20);
            Process copy = beginCopy();
            int first = data.remotePort();
            Thread.sleep(400);
            tunnel.cutOldest();
            OutageLog.await(() -> data.remotePort() != first, 5);
            assertCopied(copy);
            // It is made again, and then the other one may go.
            OutageLog.await(() -> ports().size() == 2, 20);
            Process again = beginCopy();
            Thread.sleep(400);
            tunnel.cutOldest();
            assertCopied(again);
            assertThat(data.isOpen()).isTrue();
        }
        assertThat(log.order()).isEmpty();
    }

    @Test
    void allThatAreLostComeBack() throws Exception {
        try (LabServer server = LabServer.start();
                ServerAccess access = access(server, "2", slow(server))) {
            connect(access, 64);
            OutageLog.await(() -> ports().size() == 2, 20);
            Process copy = beginCopy();
            Thread.sleep(400);
            List<Integer> before = ports();
            server.cutConnections();
            assertCopied(copy);
            log.awaitBack(1);
            // The loss of each is noticed by itself.
            OutageLog.await(() -> ports().size() == 2 && ports().stream().noneMatch(before::contains), 20);
        }
        assertThat(log.order().stream().filter(each -> each.startsWith("back"))).containsExactly("back 1");
    }

    @Test
    void aServerThatAllowsNoMoreIsNotAskedAllTheTime() throws Exception {
        try (LabServer server = LabServer.start(); ServerAccess access = access(server, "4")) {
            DataConnection data = access.openDataConnection(Link.disk(1), this::dial, key);
            tunnel.refuse(1000); // as sshd does with MaxStartups
            connect(data, 64);
            int before = tunnel.accepted();
            copyIsIdentical();
            Thread.sleep(4000);
            assertThat(tunnel.accepted() - before).isBetween(1, 2);
            assertThat(data.most()).isEqualTo(1);
        }
        assertThat(log.order()).isEmpty();
    }

    /** The server's own limit: other machines that log in at the same time, and do not get on with it. */
    @Test
    void isTurnedAwayWhereTooManyLogIn() throws Exception {
        List<Socket> others = new ArrayList<>();
        try (LabServer server = LabServer.start("--sshd", "MaxStartups 2:100:2");
                ServerAccess access = access(server, "2")) {
            DataConnection data = access.openDataConnection(Link.disk(1), this::dial, key);
            for (int i = 0; i < 2; i++) {
                Socket other = new Socket(server.host(), server.port());
                others.add(other);
                assertThat(other.getInputStream().read()).as("the greeting").isEqualTo('S');
            }
            connect(data, 64);
            copyIsIdentical();
            assertThat(data.most()).isEqualTo(1);
            for (Socket other : others) {
                other.close();
            }
            OutageLog.await(() -> data.most() == 2, 60);
        }
        assertThat(log.order()).isEmpty();
    }

    @Test
    void moreAreMadeWhereEachIsLimited() throws Exception {
        try (LabServer server = LabServer.start()) {
            int line = line(server.port(), "--each", "20000000");
            try (ServerAccess access = access(server, "auto", line)) {
                DataConnection data = connect(access, 2048);
                Process copy = run("nbdcopy", "nbd://127.0.0.1:" + relayPort(), "null:");
                OutageLog.await(() -> data.most() >= 3, 80);
                copy.destroy();
                OutageLog.await(() -> ports().size() == 1, 30);
            }
        }
        assertThat(log.order()).isEmpty();
    }

    @Test
    void oneThatIsOfNoUseIsClosedAgain() throws Exception {
        try (LabServer server = LabServer.start()) {
            int line = line(server.port(), "--rate", "30000000");
            try (ServerAccess access = access(server, "auto", line)) {
                DataConnection data = connect(access, 2048);
                run("nbdcopy", "nbd://127.0.0.1:" + relayPort(), "null:");
                OutageLog.await(() -> ports().size() == 2, 20);
                OutageLog.await(() -> ports().size() == 1, 20);
                Thread.sleep(3000);
                assertThat(ports()).hasSize(1);
                assertThat(data.most()).isEqualTo(2);
            }
        }
        assertThat(log.order()).isEmpty();
    }

    private ServerAccess access(LabServer server, String connections) throws Exception {
        tunnel = new Tunnel(server.host(), server.port());
        return access(server, connections, tunnel.port());
    }

    /** A way to the server, through the tunnel, on which a copy takes a second or two. */
    private int slow(LabServer server) throws Exception {
        tunnel = new Tunnel("127.0.0.1", line(server.port(), "--rate", "40000000"));
        return tunnel.port();
    }

    private ServerAccess access(LabServer server, String connections, int port) throws Exception {
        var login = new ServerLogin("127.0.0.1", port, "root", null, server.identity(), null, false,
                new HostKeyPolicy.AcceptOnce(), false, Duration.ofMinutes(1))
                .withConnections(Connections.parse(connections));
        SshOptions options = LabServer.options(List.of(), Duration.ofSeconds(20)).with(List.of("python3")).with(RULE);
        return new SshConversionServer(options).access(login, log);
    }

    private SocketChannel dial() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(temp.resolve("nbd")));
    }

    private DataConnection connect(ServerAccess access, int mib) throws Exception {
        return connect(access.openDataConnection(Link.disk(1), this::dial, key), mib);
    }

    /** With a disk of random data of so many MiB, and the relay. */
    private DataConnection connect(DataConnection data, int mib) throws Exception {
        byte[] random = new byte[16 * MIB];
        Seeds.random().nextBytes(random);
        try (var out = Files.newOutputStream(disk)) {
            for (int left = mib; left > 0; left -= 16) {
                out.write(random, 0, Math.min(16, left) * MIB);
            }
        }
        run("qemu-nbd", "--read-only", "--persistent", "--shared=0", "--format=raw",
                "--socket=" + temp.resolve("nbd"), disk.toString());
        Files.writeString(remote.resolve("relay.json"), """
                {"reconnect": 60, "exports": [{"disk": 1, "size": %d, "key": "%s"}]}
                """.formatted(Files.size(disk), key.hex()));
        data.announce(remote.toString());
        OutageLog.await(() -> Files.exists(temp.resolve("nbd")), 20);
        run("python3", "-I", LabServer.checkout().resolve("bundles/org.virtp2v.core/src/org/virtp2v/core/v2v/relay.py")
                .toString(), remote.toString());
        OutageLog.await(() -> Files.exists(remote.resolve("relay-ready")), 20);
        return data;
    }

    private int line(int port, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(LabServer.checkout().resolve("releng/lab/line").toString(), "--to", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        Process line = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        processes.add(line);
        return Integer.parseInt(line.inputReader().readLine());
    }

    private Process run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        processes.add(process);
        return process;
    }

    private int relayPort() throws IOException {
        return Integer.parseInt(Files.readString(remote.resolve("relay-ready")).strip());
    }

    private String relayLog() {
        try {
            return Files.readString(remote.resolve("relay.log"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isListening(int port) {
        try {
            return !LabServer.run("ss", "-Hltn", "sport = :" + port).isEmpty();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those that the relay has been told. */
    private List<Integer> ports() {
        try {
            return Files.readAllLines(remote.resolve("relay-port.1")).stream().map(Integer::valueOf).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process beginCopy() throws IOException {
        return run("nbdcopy", "nbd://127.0.0.1:" + relayPort(), temp.resolve("copy").toString());
    }

    private void assertCopied(Process copy) throws Exception {
        assertThat(copy.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(copy.exitValue()).isZero();
        assertThat(Files.mismatch(disk, temp.resolve("copy"))).isEqualTo(-1);
        Files.delete(temp.resolve("copy"));
    }

    private void copyIsIdentical() throws Exception {
        assertCopied(beginCopy());
    }
}
