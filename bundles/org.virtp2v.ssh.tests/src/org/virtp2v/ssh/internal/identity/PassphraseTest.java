package org.virtp2v.ssh.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** Identities that are protected by a passphrase. */
@Timeout(120)
class PassphraseTest {
    private static final String PASSPHRASE = "bücher & Söhne ’26";
    private static final String PLAIN_PASSPHRASE = "correct horse";

    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;

    private final List<Boolean> asked = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start();
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            for (String format : List.of("RFC4716", "PEM", "PKCS8")) {
                Path key = temp.resolve(type + "." + format);
                LabServer.run("ssh-keygen", "-q", "-t", type, "-N", PLAIN_PASSPHRASE, "-m", format, "-f",
                        key.toString());
                authorize(Files.readString(Path.of(key + ".pub")));
            }
        }
        // what ssh-keygen cannot write
        openssl("genpkey -algorithm ed25519 -aes-256-cbc", "ed25519.pkcs8");
        openssl("genpkey -algorithm ed25519 -aes-128-cbc", "ed25519.pkcs8-128");
        authorize(IdentityTest.publicKey(decrypted("ed25519.pkcs8")));
        authorize(IdentityTest.publicKey(decrypted("ed25519.pkcs8-128")));
        for (String cipher : List.of("des3", "aes192", "aes256")) {
            LabServer.run("openssl", "rsa", "-in", decrypted("rsa.PKCS8").toString(), "-traditional", "-" + cipher,
                    "-passout", "pass:" + PLAIN_PASSPHRASE, "-out", temp.resolve("rsa.pem-" + cipher).toString());
        }
    }

    static Stream<String> keys() {
        return Stream.concat(
                Stream.of("ed25519", "ecdsa", "rsa").flatMap(t -> Stream.of(t + ".RFC4716", t + ".PEM", t + ".PKCS8")),
                Stream.of("ed25519.pkcs8", "ed25519.pkcs8-128", "rsa.pem-des3", "rsa.pem-aes192", "rsa.pem-aes256"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void unlocksEveryFormat(String name) throws Exception {
        logsIn(name, PLAIN_PASSPHRASE);
        assertThat(asked).isEmpty();
        asked.clear();
        logsIn(name, null, "wrong", "", PLAIN_PASSPHRASE);
        assertThat(asked).containsExactly(false, true, true);
        asked.clear();
        logsIn(name, "also wrong", PLAIN_PASSPHRASE);
        assertThat(asked).containsExactly(true);
        assertThat(fails(name, null)).contains("it has a passphrase, and none was given")
                .contains("Give p2v.identity.passphrase");
        assertThat(fails(name, "wrong")).contains("the passphrase is wrong");
        assertThat(fails(name, null, "wrong")).contains("the passphrase is wrong");
    }

    @Test
    void takesPassphrasesOfAnyLanguage() throws Exception {
        for (String format : List.of("RFC4716", "PEM", "PKCS8")) {
            Path key = temp.resolve("umlauts." + format);
            LabServer.run("ssh-keygen", "-q", "-t", "rsa", "-N", PASSPHRASE, "-m", format, "-f", key.toString());
            authorize(Files.readString(Path.of(key + ".pub")));
            logsIn(key.getFileName().toString(), PASSPHRASE);
        }
    }

    @Test
    void doesNotAskForeverWhereItCannotDecryptAtAll() throws Exception {
        LabServer.run("openssl", "pkcs8", "-topk8", "-scrypt", "-in", decrypted("rsa.PKCS8").toString(), "-passout",
                "pass:" + PLAIN_PASSPHRASE, "-out", temp.resolve("rsa.scrypt").toString());
        assertThat(fails("rsa.scrypt", null, "a", "b", "c")).contains("not supported (scrypt unavailable)");
        assertThat(asked).hasSize(1);
    }

    private static void openssl(String command, String name) throws Exception {
        List<String> line = new ArrayList<>(List.of("openssl"));
        line.addAll(List.of(command.split(" ")));
        line.addAll(List.of("-pass", "pass:" + PLAIN_PASSPHRASE, "-out", temp.resolve(name).toString()));
        LabServer.run(line);
    }

    private static Path decrypted(String name) throws Exception {
        Path plain = temp.resolve(name + ".plain");
        LabServer.run("openssl", "pkey", "-in", temp.resolve(name).toString(), "-passin", "pass:" + PLAIN_PASSPHRASE,
                "-out", plain.toString());
        return plain;
    }

    private static void authorize(String publicKey) throws Exception {
        Files.writeString(server.dir().resolve("authorized_keys"), publicKey, StandardOpenOption.APPEND);
    }

    private ServerAccess access(String key, @Nullable String given, String... answers) throws Exception {
        Secret passphrase = given == null ? null : new Secret(given);
        var login = new ServerLogin(server.host(), server.port(), "root", null, temp.resolve(key).toString(),
                passphrase, false, new HostKeyPolicy.AcceptOnce(), false,
                ServerLogin.RECONNECT);
        List<String> left = new ArrayList<>(Arrays.asList(answers));
        return new SshConversionServer(server.options()).access(login, new ServerDialog() {
            @Override
            public void accepted(HostKey hostKey) {
                throw new AssertionError("it is known");
            }

            @Override
            public @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
                assertThat(identityUrl).isEqualTo(temp.resolve(key).toString());
                asked.add(wasWrong);
                return left.isEmpty() ? null : new Secret(left.removeFirst());
            }
        });
    }

    private void logsIn(String key, @Nullable String given, String... answers) throws Exception {
        try (ServerAccess access = access(key, given, answers)) {
            assertThat(LabServer.data(access, () -> null).isOpen()).isTrue();
        }
    }

    private String fails(String key, @Nullable String given, String... answers) {
        asked.clear();
        ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> access(key, given, answers));
        assertThat(e.reason()).isEqualTo(Reason.IDENTITY);
        return e.getMessage();
    }
}
