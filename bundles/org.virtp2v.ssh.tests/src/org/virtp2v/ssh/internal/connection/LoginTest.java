package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** Connecting and logging in, and what is said when that fails. */
@Timeout(120)
class LoginTest {
    @AutoClose
    static LabServer server;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
    }

    @Test
    void takesAPassword() throws Exception {
        try (ServerAccess access = server.access(server.withPassword())) {
            assertThat(access.test().version()).isNotEmpty();
        }
    }

    @Test
    void answersKeyboardInteractive() throws Exception {
        try (LabServer asking = LabServer.start("--auth", "keyboard-interactive")) {
            try (ServerAccess access = asking.access(asking.withPassword())) {
                assertThat(access.test().version()).isNotEmpty();
            }
            ConnectionException e = fails(asking, login(asking, asking.user(), new Secret("wrong"), null));
            assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(e).hasMessageContaining("refused the password");
        }
    }

    @Test
    void prefersTheIdentityAndDoesNotFallBack() throws Exception {
        ServerLogin both = new ServerLogin(server.host(), server.port(), "nobody", server.password(),
                server.identity(), false);
        assertThat(fails(server, both)).hasMessageStartingWith("Cannot log in to 127.0.0.1:" + server.port()
                + " as nobody: the server refused the SSH identity. Check the user name, and that the public key is in"
                + " that user’s authorized_keys on the server. If it is, sshd’s log there has the reason");
        assertThat(LabServer.run("cat", server.dir().resolve("sshd.log").toString()))
                .doesNotContain("Failed password for invalid user nobody");
    }

    @Test
    void saysThatThePasswordIsWrong() throws Exception {
        ConnectionException e = fails(server, login(server, server.user(), new Secret("S3cr3t-wrong"), null));
        assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(e).hasMessage("Cannot log in to 127.0.0.1:" + server.port() + " as " + server.user()
                + ": the server refused the password. Check the password, or give an SSH identity.");
        assertThat(e).hasStackTraceContaining("JSchException");
        assertThat(String.valueOf(e.getCause())).doesNotContain("S3cr3t");
    }

    @Test
    void saysThatRootMayNeedAnIdentity() throws Exception {
        assertThat(fails(server, login(server, "root", new Secret("x"), null))).hasMessageContaining("PermitRootLogin");
    }

    @Test
    void saysThatNothingWasGiven() throws Exception {
        assertThat(fails(server, login(server, server.user(), null, null)))
                .hasMessageContaining("asks for a password and none was given");
    }

    @Test
    void saysWhatTheServerTakes() throws Exception {
        try (LabServer keys = LabServer.start("--user", "--auth", "publickey")) {
            assertThat(fails(keys, keys.withPassword()))
                    .hasMessageContaining("does not take passwords, only: publickey");
            assertThat(fails(keys, login(keys, keys.user(), null, null)))
                    .hasMessageContaining("neither a password nor an SSH identity was given");
        }
        try (LabServer passwords = LabServer.start("--auth", "password")) {
            assertThat(fails(passwords, passwords.root())).hasMessageContaining("does not take SSH identities");
        }
    }

    @Test
    void saysThatTheHostIsUnknown() throws Exception {
        ConnectionException e = fails(server, new ServerLogin("no.such.host.invalid", 22, "root", null, null, false));
        assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST);
        assertThat(e).hasMessageStartingWith("Cannot connect to no.such.host.invalid:22: no.such.host.invalid cannot");
    }

    @Test
    void saysThatNothingListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ConnectionException e = fails(server, new ServerLogin("localhost", port, "root", null, null, false));
        assertThat(e.reason()).isEqualTo(Reason.REFUSED);
        assertThat(e).hasMessageContaining("nothing listens on that port");
    }

    @Test
    void saysThatItIsNotSsh() throws Exception {
        ConnectionException e = failsAt(socket -> {
            socket.getInputStream().read(new byte[100]);
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }, Duration.ofSeconds(20));
        assertThat(e.reason()).isEqualTo(Reason.NOT_SSH);
        assertThat(e).hasMessageContaining("closed the connection without greeting");
    }

    @Test
    void saysThatNothingWasSaid() throws Exception {
        long begin = System.nanoTime();
        ConnectionException e = failsAt(socket -> socket.getInputStream().readAllBytes(), Duration.ofSeconds(1));
        assertThat(e.reason()).isEqualTo(Reason.NOT_SSH);
        assertThat(e).hasMessageContaining("did not greet as an SSH server within 1 seconds");
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void saysThatTheKeyExchangeStalled() throws Exception {
        ConnectionException e = failsAt(socket -> {
            socket.getOutputStream().write("SSH-2.0-Slow\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }, Duration.ofSeconds(1));
        assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(e).hasMessageContaining("key exchange");
    }

    /**
     * Numbers of messages of RFC 4253, 4252 and 4254, which a server must not send at this time, with anything in them.
     */
    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 5, 6, 7, 20, 21, 30, 31, 33, 34, 50, 51, 52, 53, 60, 80, 81, 90, 94, 98, 255 })
    void saysInItsOwnWordsThatTheServerSendsJunk(int message) throws Exception {
        byte[] junk = new byte[200];
        Seeds.random().nextBytes(junk);
        ConnectionException e = failsAt(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("SSH-2.0-Junk\r\n".getBytes(StandardCharsets.US_ASCII));
            // Length of the packet, length of the padding, message.
            out.write(new byte[] { 0, 0, 0, (byte) (junk.length - 4), 4, (byte) message });
            out.write(junk);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }, Duration.ofSeconds(2));
        assertThat(e).hasMessageStartingWith("Cannot connect to").message()
                .doesNotContain("Cannot invoke", "null", "Exception", "Index", "out of bounds");
    }

    @Test
    void canBeInterruptedWhileConnecting() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerAccess access = access(silent.getLocalPort(), Duration.ofSeconds(30))) {
            Thread connecting = Thread.currentThread();
            Blocking.start("test", () -> {
                try (Socket accepted = silent.accept()) {
                    Thread.sleep(200);
                    connecting.interrupt();
                    assertThat(accepted.getInputStream().readAllBytes()).startsWith('S', 'S', 'H');
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            long begin = System.nanoTime();
            assertThatThrownBy(access::test).isInstanceOf(InterruptedException.class);
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    @Test
    void closingEndsConnectionsAndThreads() throws Exception {
        int before = sshThreads();
        ServerAccess access = server.access(server.root());
        LabServer.data(access, () -> null);
        LabServer.run("rm", "-r", access.prepare(List.of()).directory());
        assertThat(sshThreads()).isGreaterThan(before);
        access.close();
        access.close();
        for (int i = 0; i < 50 && sshThreads() > before; i++) {
            Thread.sleep(100);
        }
        assertThat(sshThreads()).isLessThanOrEqualTo(before);
        assertThat(catchThrowableOfType(ConnectionException.class, access::test).reason()).isEqualTo(Reason.LOST);
    }

    private static int sshThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(n -> n.startsWith("Connect thread") || n.startsWith("virt-p2v SSH")).count();
    }

    private static ServerLogin login(LabServer lab, String user, @Nullable Secret password, @Nullable String identity) {
        return new ServerLogin(lab.host(), lab.port(), user, password, identity, false);
    }

    private static ConnectionException fails(LabServer lab, ServerLogin login) throws Exception {
        try (ServerAccess access = lab.access(login)) {
            return catchThrowableOfType(ConnectionException.class, access::test);
        }
    }

    private static ServerAccess access(int port, Duration limit) throws Exception {
        return new SshConversionServer(LabServer.options(List.of(), limit))
                .access(new ServerLogin("127.0.0.1", port, "root", null, null, false), key -> {
                });
    }

    /** What a thing that is not an SSH server does with a connection. */
    private interface Peer {
        void talk(Socket socket) throws Exception;
    }

    private static ConnectionException failsAt(Peer peer, Duration limit) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerAccess access = access(listening.getLocalPort(), limit)) {
            Blocking.start("peer", () -> {
                try (Socket socket = listening.accept()) {
                    peer.talk(socket);
                } catch (Exception e) {
                    // the other side went away, as it should
                }
            });
            return catchThrowableOfType(ConnectionException.class, access::test);
        }
    }
}
