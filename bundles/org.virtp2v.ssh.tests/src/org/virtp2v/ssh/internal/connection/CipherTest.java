package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;

/** OpenSSH and we understand each other with ChaCha20-Poly1305. */
@Timeout(300)
class CipherTest {
    private static final String[] ONLY = { "--sshd", "Ciphers chacha20-poly1305@openssh.com" };

    @Test
    void reachesAServerThatHasNothingElse() throws Exception {
        try (LabServer server = LabServer.start(ONLY); ServerAccess access = server.access(server.root())) {
            assertThat(access.test().version()).isNotEmpty();
            assertCarriesBothWays(access);
        }
    }

    /** Each side gives new keys about thirty times, in both directions, while data are on their way. */
    @Test
    void goesOnWithNewKeys() throws Exception {
        try (LabServer server = LabServer.start(ONLY[0], ONLY[1], "--sshd", "RekeyLimit 2M", "--sshd",
                "LogLevel DEBUG1");
                ServerAccess access = server.access(server.root(), CipherChoice.CHACHA20_POLY1305)) {
            assertCarriesBothWays(access);
            assertThat(log(server).lines().filter(line -> line.contains("SSH2_MSG_NEWKEYS received")))
                    .hasSizeGreaterThan(20);
        }
    }

    @ParameterizedTest
    @CsvSource({ "AES_GCM,aes128-gcm@openssh.com", "CHACHA20_POLY1305,chacha20-poly1305@openssh.com" })
    void takesWhatTheProcessorIsGoodAt(CipherChoice choice, String cipher) throws Exception {
        try (LabServer server = LabServer.start("--sshd", "LogLevel DEBUG1");
                ServerAccess access = server.access(server.root(), choice)) {
            assertThat(access.test().version()).isNotEmpty();
            assertThat(log(server)).contains("kex: client->server cipher: " + cipher)
                    .contains("kex: server->client cipher: " + cipher);
        }
    }

    /** Not one byte of a wrong packet comes out; the connection ends. */
    @Test
    void endsWhenAPacketWasTamperedWith() throws Exception {
        try (LabServer server = LabServer.start(ONLY);
                Tunnel tunnel = new Tunnel(server.host(), server.port());
                Echo echo = new Echo();
                ServerAccess access = server.access(
                        new ServerLogin("127.0.0.1", tunnel.port(), "root", null, server.identity(), false));
                DataConnection data = LabServer.data(access, echo);
                Socket socket = new Socket("localhost", data.remotePort())) {
            socket.getOutputStream().write("first".getBytes());
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("first");

            tunnel.corrupt();
            socket.getOutputStream().write("second".getBytes());

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            for (int i = 0; i < 100 && data.isOpen(); i++) {
                Thread.sleep(100);
            }
            assertThat(data.isOpen()).isFalse();
        }
    }

    private static void assertCarriesBothWays(ServerAccess access) throws Exception {
        try (Echo echo = new Echo(); DataConnection data = LabServer.data(access, echo)) {
            Echo.assertCarriesBothWays(data);
        }
    }

    private static String log(LabServer server) throws IOException {
        return Files.readString(Path.of(server.dir().toString(), "sshd.log"));
    }
}
