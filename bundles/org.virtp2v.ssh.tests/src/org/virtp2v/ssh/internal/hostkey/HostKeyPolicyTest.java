package org.virtp2v.ssh.internal.hostkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** What decides about keys that no known_hosts file has: the user's word, a fingerprint, or a certificate. */
@Timeout(120)
class HostKeyPolicyTest {
    private static final HostKeyPolicy ONCE = new HostKeyPolicy.AcceptOnce();
    private static final HostKeyPolicy STRICT = new HostKeyPolicy.Strict();

    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;
    static Path otherKey;

    private final List<HostKey> reported = new ArrayList<>();
    private final List<HostKey> asked = new ArrayList<>();
    private boolean answer = true;
    private long thinkingMillis;

    private final ServerDialog dialog = new ServerDialog() {
        @Override
        public void accepted(HostKey key) {
            reported.add(key);
        }

        @Override
        public boolean trusts(HostKey key) {
            asked.add(key);
            sleep(thinkingMillis);
            return answer;
        }
    };

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
        otherKey = temp.resolve("other");
        LabServer.run("ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", otherKey.toString());
    }

    @Test
    void asksOnceBeforeAnythingIsSaidAboutTheUser() throws Exception {
        answer = false;
        int before = log().length();
        ConnectionException e = refuses(ONCE, server.withPassword());
        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        assertThat(e).hasMessageContaining(server.fingerprint()).hasMessageContaining("was not accepted");
        assertThat(log().substring(before)).doesNotContain("password").doesNotContain(server.user());
        assertThat(asked).hasSize(1);
        assertThat(reported).isEmpty();

        answer = true;
        asked.clear();
        try (ServerAccess access = access(ONCE, server.withPassword(), Duration.ofSeconds(20))) {
            access.test();
            access.test();
        }
        assertThat(asked).hasSize(1).isEqualTo(reported);
    }

    @Test
    void aPersonMayThinkLongerThanTheLimit() throws Exception {
        thinkingMillis = 4000;
        try (ServerAccess access = access(ONCE, server.root(), Duration.ofSeconds(3))) {
            assertThat(LabServer.data(access, () -> null).isOpen()).isTrue();
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void strictRefusesUnknownKeysAndSaysHowToAllowThem() throws Exception {
        ConnectionException e = refuses(STRICT, server.root());
        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        assertThat(e).hasMessageContaining("give p2v.server.hostkey=" + server.fingerprint())
                .hasMessageContaining("known_hosts");
        assertThat(asked).isEmpty();
        connects(STRICT, server.knownHosts());
        assertThat(reported).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ed25519", "ecdsa", "rsa" })
    void findsTheNamedKeyWhateverItsType(String type) throws Exception {
        connects(new HostKeyPolicy.Fingerprint(fingerprint(type)));
        assertThat(asked).isEmpty();
        assertThat(reported).isEmpty();
    }

    @Test
    void refusesAllOtherKeysThanTheNamedOne() throws Exception {
        String named = LabServer.run("ssh-keygen", "-l", "-f", otherKey.toString()).split(" ")[1];
        for (Path known : Arrays.asList(null, server.knownHosts())) {
            ConnectionException e = refuses(new HostKeyPolicy.Fingerprint(named), server.root(), known);
            assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
            assertThat(e).hasMessageContaining(named + " is expected").hasMessageContaining(fingerprint("ed25519"))
                    .hasMessageContaining(fingerprint("ecdsa")).hasMessageContaining(fingerprint("rsa"));
        }
    }

    @Test
    void refusesANamedKeyThatKnownHostsContradict() throws Exception {
        Path wrong = known("contradicts", "", Path.of(otherKey + ".pub"));
        HostKeyPolicy named = new HostKeyPolicy.Fingerprint(server.fingerprint());
        ConnectionException e = refuses(named, server.root(), wrong);
        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(e).hasMessageContaining(wrong + ":1");
        // of another type of key they say nothing
        connects(new HostKeyPolicy.Fingerprint(fingerprint("rsa")), wrong);
    }

    @Test
    void believesACertificate() throws Exception {
        Path authority = temp.resolve("authority");
        LabServer.run("ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", authority.toString());
        Path known = known("authority.known", "@cert-authority ", Path.of(authority + ".pub"));
        try (LabServer certified = LabServer.start("--user")) {
            assertThat(refuses(STRICT, certified.root(), known).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
            certify(certified, authority, "127.0.0.1", "+1h");
            connects(STRICT, certified.root(), known);
            assertThat(failure(STRICT, new ServerLogin(certified.host(), certified.port(), "nobody", null,
                    certified.identity(), false), known).reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(refuses(STRICT, certified.root()).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
            connects(new HostKeyPolicy.Fingerprint(certified.fingerprint()), certified.root(), known);

            Path revoked = known("revoked.known", "@revoked ", Path.of(authority + ".pub"));
            Files.write(revoked, Files.readAllBytes(known), StandardOpenOption.APPEND);
            assertThat(refuses(STRICT, certified.root(), revoked)).hasMessageContaining("revoked");

            certify(certified, authority, "other.example.com", "+1h");
            assertThat(refuses(STRICT, certified.root(), known).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
            certify(certified, authority, "127.0.0.1", "20200101:20200102");
            assertThat(refuses(STRICT, certified.root(), known).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void drawsAndMeasuresKeysAsSshKeygenDoes() throws Exception {
        for (String options : List.of("-t ed25519", "-t ecdsa -b 256", "-t ecdsa -b 384", "-t ecdsa -b 521",
                "-t rsa -b 2048", "-t rsa -b 3072", "-t rsa -b 2049")) {
            Path file = temp.resolve("key" + options.replace(' ', '_'));
            List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-f", file.toString()));
            command.addAll(List.of(options.split(" ")));
            LabServer.run(command);
            String publicKey = Files.readString(Path.of(file + ".pub")).split(" ")[1];
            HostKey key = Fingerprint.of(Base64.getDecoder().decode(publicKey));
            List<String> printed = LabServer.run("ssh-keygen", "-lv", "-f", file.toString()).lines().toList();
            assertThat(printed.getFirst()).startsWith(key.bits() + " " + key.fingerprint() + " ");
            assertThat(key.randomArt().lines()).isEqualTo(printed.subList(1, printed.size()));
        }
    }

    private static void certify(LabServer lab, Path authority, String principal, String validity) throws Exception {
        Path config = lab.dir().resolve("sshd_config");
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            String key = lab.dir().resolve("host_" + type).toString();
            LabServer.run("ssh-keygen", "-q", "-s", authority.toString(), "-I", "lab", "-h", "-n", principal, "-V",
                    validity, key + ".pub");
            String line = "HostCertificate " + key + "-cert.pub\n";
            if (!Files.readString(config).contains(line)) {
                Files.writeString(config, line, StandardOpenOption.APPEND);
            }
        }
        Path log = lab.dir().resolve("sshd.log");
        int before = Files.readString(log).length();
        LabServer.run("kill", "-HUP", lab.values().get("P2V_LAB_PID"));
        while (!Files.readString(log).substring(before).contains("Server listening")) {
            sleep(50);
        }
    }

    private static Path known(String name, String marker, Path publicKey) throws Exception {
        return Files.writeString(temp.resolve(name), marker + "[127.0.0.1]:* " + Files.readString(publicKey));
    }

    private static String fingerprint(String type) throws Exception {
        return LabServer.run("ssh-keygen", "-l", "-f", server.dir().resolve("host_" + type + ".pub").toString())
                .split(" ")[1];
    }

    private static String log() throws Exception {
        return Files.readString(server.dir().resolve("sshd.log"));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerAccess access(HostKeyPolicy policy, ServerLogin login, Duration limit, Path... known)
            throws Exception {
        ServerLogin with = new ServerLogin(login.host(), login.port(), login.username(), login.password(),
                login.identityUrl(), null, false, policy, false, ServerLogin.RECONNECT);
        return new SshConversionServer(LabServer.options(List.of(known), limit)).access(with, dialog);
    }

    private void connects(HostKeyPolicy policy, Path... known) throws Exception {
        connects(policy, server.root(), known);
    }

    private void connects(HostKeyPolicy policy, ServerLogin login, Path... known) throws Exception {
        try (ServerAccess access = access(policy, login, Duration.ofSeconds(20), known)) {
            assertThat(LabServer.data(access, () -> null).isOpen()).isTrue();
        }
    }

    private ConnectionException refuses(HostKeyPolicy policy, ServerLogin login) throws Exception {
        return failure(policy, login);
    }

    private ConnectionException refuses(HostKeyPolicy policy, ServerLogin login, @Nullable Path known)
            throws Exception {
        return known == null ? failure(policy, login) : failure(policy, login, known);
    }

    private ConnectionException failure(HostKeyPolicy policy, ServerLogin login, Path... known) throws Exception {
        try (ServerAccess access = access(policy, login, Duration.ofSeconds(20), known)) {
            return catchThrowableOfType(ConnectionException.class, access::test);
        }
    }
}
