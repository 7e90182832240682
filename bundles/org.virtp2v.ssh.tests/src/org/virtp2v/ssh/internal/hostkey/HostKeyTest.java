package org.virtp2v.ssh.internal.hostkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** Which host keys are believed. */
@Timeout(120)
class HostKeyTest {
    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;
    static Path otherKey;

    private final List<HostKey> reported = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--sshd", "ListenAddress ::1");
        otherKey = temp.resolve("other");
        LabServer.run("ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", otherKey.toString());
    }

    @Test
    void believesAKnownKeyWithoutAWord() throws Exception {
        connects(List.of(server.knownHosts()));
        assertThat(reported).isEmpty();
    }

    @Test
    void understandsHashedNames() throws Exception {
        Path hashed = temp.resolve("hashed");
        Files.copy(server.knownHosts(), hashed);
        LabServer.run("ssh-keygen", "-q", "-H", "-f", hashed.toString());
        assertThat(hashed).content().contains("|1|").doesNotContain("127.0.0.1");
        connects(List.of(hashed));
        assertThat(reported).isEmpty();
    }

    @Test
    void asksForTheTypeOfKeyThatIsKnown() throws Exception {
        connects(List.of(knownHosts("ecdsa", prefix() + server.dir().resolve("host_ecdsa.pub"))));
        connects(List.of(knownHosts("rsa", prefix() + server.dir().resolve("host_rsa.pub"))));
        assertThat(reported).isEmpty();
    }

    @Test
    void reportsAnUnknownKeyOnce() throws Exception {
        Path empty = temp.resolve("empty");
        try (ServerAccess access = access(List.of(empty))) {
            access.test();
            access.test();
            assertThat(reported).containsExactly(new HostKey("ssh-ed25519", 256, server.fingerprint()));
        }
        assertThat(empty).doesNotExist();
    }

    @Test
    void refusesAnotherKeyThanTheKnownOne() throws Exception {
        Path wrong = knownHosts("wrong", prefix() + otherKey + ".pub");
        String before = Files.readString(wrong);
        ConnectionException e = refuses(wrong);
        assertThat(e).hasMessageContaining(server.fingerprint()).hasMessageContaining(otherFingerprint())
                .hasMessageContaining(wrong + ":1").hasMessageContaining("ssh-keygen -R");
        assertThat(wrong).hasContent(before);
        assertThat(reported).isEmpty();
    }

    @Test
    void refusesAnUnknownTypeOfKeyOfAKnownHost() throws Exception {
        Path foreign = temp.resolve("p384");
        LabServer.run("ssh-keygen", "-q", "-N", "", "-t", "ecdsa", "-b", "384", "-f", foreign.toString());
        refuses(knownHosts("types", prefix() + foreign + ".pub"));
    }

    @Test
    void refusesARevokedKey() throws Exception {
        Path revoked = temp.resolve("revoked");
        Files.writeString(revoked, "@revoked * " + Files.readString(server.dir().resolve("host_ed25519.pub")));
        assertThat(refuses(revoked)).hasMessageContaining("revoked");
    }

    @Test
    void doesNotMindAnotherServerOnThePlainPort() throws Exception {
        connects(List.of(knownHosts("plain", "127.0.0.1 " + otherKey + ".pub")));
        assertThat(reported).hasSize(1);
    }

    @Test
    void refusesAKeyThatChangesDuringTheRun() throws Exception {
        LabServer first = LabServer.start();
        try (ServerAccess access = new SshConversionServer(LabServer.options(List.of(), Duration.ofSeconds(20)))
                .access(first.labUser(false), reported::add)) {
            Path identity = temp.resolve("identity");
            Files.copy(Path.of(first.identity()), identity);
            access.test();
            first.close();
            try (LabServer second = LabServer.start("--port", String.valueOf(first.port()))) {
                ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
                assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
                assertThat(e).hasMessageContaining(first.fingerprint()).hasMessageContaining(second.fingerprint());
                assertThat(Files.readString(second.dir().resolve("sshd.log"))).doesNotContain("Accepted")
                        .doesNotContain("authenticating user root");
            }
        } finally {
            first.stop();
        }
        assertThat(reported).hasSize(1);
    }

    @Test
    void matchesPatternsAsSshdDoes() {
        String hosts = "*.example.com,!bad.example.com,10.0.0.?";
        KnownHosts.Entry entry = new KnownHosts.Entry(hosts, "t", new byte[0], KnownHosts.Marker.NONE, "");
        assertThat(entry.matches(Set.of("a.example.com"))).isTrue();
        assertThat(entry.matches(Set.of("bad.example.com"))).isFalse();
        assertThat(entry.matches(Set.of("10.0.0.7"))).isTrue();
        assertThat(entry.matches(Set.of("10.0.0.77"))).isFalse();
        assertThat(entry.matches(Set.of("aXexampleXcom"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "[::1]", "0:0:0:0:0:0:0:1", "::1%lo", "LOCALHOST", "localhost.", "127.1", "[127.0.0.1]",
            "::ffff:127.0.0.1" })
    void refusesAnotherKeyHoweverTheHostIsWritten(String host) throws Exception {
        Path wrong = knownHosts("spelled", "[127.0.0.1]:%1$s,[localhost]:%1$s,[::1]:%1$s".formatted(server.port())
                + " " + otherKey + ".pub");
        var login = new ServerLogin(host, server.port(), "root", new Secret("x"), null, false);
        try (ServerAccess access = new SshConversionServer(
                LabServer.options(List.of(wrong), Duration.ofSeconds(20))).access(login, reported::add)) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.HOST_KEY_CHANGED);
        }
        assertThat(reported).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = { "::1 22 ::1", "::1 22 [::1]", "::1 22 [::1]:22", "::1 2222 [0:0::1]:2222",
            "conv 22 CONV", "conv 22 conv.", "conv 22 [conv]:22", "conv 2222 [Conv.]:2222", "conv 2222 [c*]:2222",
            "xn--bro-hoa.example 22 büro.example", "xn--bro-hoa.example 22 *.example", "xn--bro-hoa.example 22 bü*",
            "127.0.0.1 22 ::ffff:127.0.0.1", "127.0.0.1 22 127.0.0.?", "fe80::1%lo 22 fe80::1%lo",
            "fe80::1%lo 22 fe80::1%1", "fe80::1%1 22 fe80::1%lo", "fe80::1%lo 22 FE80::1", "fe80::1%lo 22 fe80:*" })
    void findsTheHostUnderEachOfItsNames(String host, int port, String pattern) throws Exception {
        Path known = knownHosts("names", pattern + " " + otherKey + ".pub");
        assertThat(KnownHosts.read(List.of(known)).find(host, port)).hasSize(1);
        LabServer.run("ssh-keygen", "-q", "-H", "-f", known.toString());
        if (!pattern.contains("[:") && !pattern.contains("0:0") && !pattern.endsWith(":22")) {
            assertThat(KnownHosts.read(List.of(known)).find(host, port)).as("hashed").hasSize(1);
        }
        Path excluded = knownHosts("excluded", "*,!" + pattern + " " + otherKey + ".pub");
        assertThat(KnownHosts.read(List.of(excluded)).find(host, port)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = { "conv 2222 conv", "conv 22 [conv]:2222", "conv 22 conv.example",
            "::1 22 ::2", "conv 22 con", "fe80::1%lo 22 fe80::2" })
    void takesNoOtherHostForIt(String host, int port, String pattern) throws Exception {
        Path known = knownHosts("others", pattern + " " + otherKey + ".pub");
        assertThat(KnownHosts.read(List.of(known)).find(host, port)).isEmpty();
    }

    private static String prefix() {
        return "[127.0.0.1]:" + server.port() + " ";
    }

    private static Path knownHosts(String name, String hostAndPublicKey) throws Exception {
        String[] parts = hostAndPublicKey.split(" ");
        return Files.writeString(temp.resolve(name + ".known"), parts[0] + " " + Files.readString(Path.of(parts[1])));
    }

    private static String otherFingerprint() throws Exception {
        return LabServer.run("ssh-keygen", "-l", "-f", otherKey.toString()).split(" ")[1];
    }

    private ServerAccess access(List<Path> knownHosts) throws Exception {
        return new SshConversionServer(LabServer.options(knownHosts, Duration.ofSeconds(20))).access(server.root(),
                reported::add);
    }

    private void connects(List<Path> knownHosts) throws Exception {
        try (ServerAccess access = access(knownHosts)) {
            assertThat(access.test().version()).isNotEmpty();
        }
    }

    private ConnectionException refuses(Path knownHosts) throws Exception {
        try (ServerAccess access = access(List.of(knownHosts))) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, access::test);
            assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
            return e;
        }
    }
}
