package org.virtp2v.ssh.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.ssh.internal.LabServer;

import com.jcraft.jsch.Identity;

/** Whatever is in the file of a private key: it is one, or the message says what it is, and nothing of it is shown. */
@Timeout(600)
class StrangeKeyTest {
    private static final String PASSPHRASE = "correct horse";
    @TempDir
    static Path directory;
    private static final List<String> KEYS = new ArrayList<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            for (String passphrase : List.of("", PASSPHRASE)) {
                for (String format : List.of("RFC4716", "PEM", "PKCS8")) {
                    Path key = directory.resolve(type + format + passphrase.length());
                    LabServer.run("ssh-keygen", "-q", "-t", type, "-a", "1", "-N", passphrase, "-m", format, "-f",
                            key.toString());
                    KEYS.add(Files.readString(key));
                }
            }
        }
    }

    /** Damaged as text, or what is in Base64 is, which parsers get to see. */
    private static String damaged(String key, Random random) {
        int begin = key.indexOf('\n') + 1;
        int end = key.lastIndexOf("\n-----END");
        if (random.nextInt(4) == 0 || key.indexOf(':') >= 0) {
            return Fuzz.damaged(key, List.of("-----END", "=", "DEK-Info: AES-128-CBC,0", "\n\n"), random);
        }
        byte[] content = Fuzz.damaged(Base64.getMimeDecoder().decode(key.substring(begin, end)), random);
        return key.substring(0, begin) + Base64.getMimeEncoder().encodeToString(content) + key.substring(end);
    }

    private static Passphrases passphrases() {
        return new Passphrases("id", new Secret(PASSPHRASE), key -> {
        });
    }

    private static void isHarmless(ConnectionException e, String key) {
        assertThat(e.reason()).isEqualTo(Reason.IDENTITY);
        assertThat(e.getMessage().length()).isLessThan(600);
        assertThat(e.getMessage().chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
        key.lines().filter(line -> line.length() > 20 && !line.contains("-----"))
                .forEach(line -> assertThat(e).hasMessageNotContaining(line));
    }

    @Test
    void readsOrRefusesADamagedKey() {
        Fuzz.rounds(250, random -> {
            String key = damaged(Fuzz.any(KEYS, random), random);
            byte[] content = key.getBytes(StandardCharsets.UTF_8);
            try {
                Identity identity = new IdentitySource("file:///root/id").parse(content, passphrases());
                assertThat(identity.getPublicKeyBlob()).isNotEmpty();
                assertThat(identity.isEncrypted()).isFalse();
            } catch (ConnectionException e) {
                isHarmless(e, key);
            }
            assertThat(content).as("wiped").containsOnly(0);
        });
    }

    @Test
    void takesNoCertificateOfAnythingElse() throws Exception {
        Path authority = directory.resolve("ca");
        LabServer.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority.toString());
        Path key = directory.resolve("ed25519RFC47160");
        LabServer.run("ssh-keygen", "-q", "-s", authority.toString(), "-I", "me", "-n", "root", key + ".pub");
        String certificate = Files.readString(directory.resolve("ed25519RFC47160-cert.pub"));
        Identity identity = new IdentitySource("id").parse(Files.readAllBytes(key), passphrases());
        assertThat(CertifiedIdentity.of(identity, certificate.getBytes(StandardCharsets.UTF_8))).isNotNull();
        Fuzz.rounds(2000, random -> {
            String damaged = Fuzz.damaged(certificate, List.of("ssh-rsa-cert-v01@openssh.com ", " "), random);
            Identity certified = CertifiedIdentity.of(identity, damaged.getBytes(StandardCharsets.UTF_8));
            if (certified != null) {
                assertThat(certified.getAlgName()).isEqualTo("ssh-ed25519-cert-v01@openssh.com");
                assertThat(certified.getPublicKeyBlob()).isNotNull();
            }
        });
    }

    /** Days of work that the file asks for, before its passphrase is known to be wrong. */
    @Test
    void doesNotWorkForDaysBecauseAKeySaysSo() throws Exception {
        String openssh = Files.readString(directory.resolve("ed25519RFC4716" + PASSPHRASE.length()));
        byte[] content = Base64.getMimeDecoder()
                .decode(openssh.substring(openssh.indexOf('\n'), openssh.lastIndexOf("\n-----END")));
        ByteBuffer key = ByteBuffer.wrap(content).position("openssh-key-v1\0".length());
        for (int i = 0; i < 2; i++) {
            int length = key.getInt();
            key.position(key.position() + length); // cipher, function
        }
        key.getInt();
        int salt = key.getInt();
        key.putInt(key.position() + salt, Integer.MAX_VALUE);
        refuses("-----BEGIN OPENSSH PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END OPENSSH PRIVATE KEY-----\n");
        Path pkcs8 = directory.resolve("slow");
        LabServer.run("openssl", "pkcs8", "-topk8", "-in", directory.resolve("rsaPKCS80").toString(), "-passout",
                "pass:x", "-iter", "20000000", "-out", pkcs8.toString());
        refuses(Files.readString(pkcs8));
    }

    /** Its private part is in a security key, and what the file has instead is not strings alone. */
    @ParameterizedTest
    @ValueSource(strings = { "sk-ssh-ed25519@openssh.com", "sk-ssh\ted25519@openssh.com" })
    void saysOfAKeyThatItsTypeIsNotKnown(String type) {
        ByteBuffer open = ByteBuffer.allocate(200);
        string(open, type);
        string(open, "p".repeat(32));
        string(open, "ssh:");
        ByteBuffer closed = ByteBuffer.allocate(400).putLong(0).put(open.array(), 0, open.position()).put((byte) 1);
        string(closed, "h".repeat(64)); // the handle
        string(closed, ""); // reserved
        string(closed, "me");
        for (byte i = 1; closed.position() % 8 != 0; i++) {
            closed.put(i);
        }
        ByteBuffer key = ByteBuffer.allocate(1000).put("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        string(key, "none");
        string(key, "none");
        string(key, "");
        key.putInt(1);
        key.putInt(open.position()).put(open.array(), 0, open.position());
        key.putInt(closed.position()).put(closed.array(), 0, closed.position());
        String text = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(Arrays.copyOf(key.array(), key.position()))
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
        ConnectionException e = catchThrowableOfType(ConnectionException.class,
                () -> new IdentitySource("id").parse(text.getBytes(StandardCharsets.UTF_8), passphrases()));
        assertThat(e).message().contains("keys of this type are not supported", type.replace('\t', ' '));
        isHarmless(e, text);
    }

    private static void string(ByteBuffer to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        to.putInt(bytes.length).put(bytes);
    }

    private static void refuses(String key) {
        ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> new IdentitySource("id")
                .parse(key.getBytes(StandardCharsets.UTF_8), passphrases()));
        assertThat(e).hasMessageContaining("so many rounds of hashing");
    }

    @Test
    void looksThroughALargeFileAtOnce() {
        for (String part : List.of("-----BEGIN OPENSSH PRIVATE KEY-----", "-----BEGIN ENCRYPTED PRIVATE KEY-----A",
                "-----BEGIN PRIVATE KEY-----A", "PRIVATE KEY-----\nA", "PuTTY-User-Key-File-3: x\n", "A", "ssh-")) {
            Fuzz.soon(() -> catchThrowableOfType(ConnectionException.class, () -> new IdentitySource("id")
                    .parse(Fuzz.large(part).getBytes(StandardCharsets.UTF_8), passphrases())));
        }
    }
}
