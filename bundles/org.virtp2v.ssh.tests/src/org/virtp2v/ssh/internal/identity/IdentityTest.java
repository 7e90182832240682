package org.virtp2v.ssh.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.Web;
import org.virtp2v.ssh.internal.LabServer;

/** Identities by URL. */
@Timeout(120)
class IdentityTest {
    @TempDir
    static Path temp;
    static LabServer server;
    static Web web;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start();
        web = new Web(temp);
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            Path key = temp.resolve(type + ".openssh");
            keygen(key, "-t", type, "-N", "");
            for (String format : List.of("PEM", "PKCS8")) {
                Path converted = temp.resolve(type + "." + format.toLowerCase());
                Files.copy(key, converted);
                LabServer.run("ssh-keygen", "-q", "-p", "-N", "", "-m", format, "-f", converted.toString());
            }
            Files.writeString(server.dir().resolve("authorized_keys"),
                    Files.readString(temp.resolve(type + ".openssh.pub")), StandardOpenOption.APPEND);
        }
        // what ssh-keygen cannot write
        LabServer.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", temp.resolve("ed25519.pkcs8").toString());
        Files.writeString(server.dir().resolve("authorized_keys"), publicKey(temp.resolve("ed25519.pkcs8")),
                StandardOpenOption.APPEND);
    }

    @AfterAll
    static void stop() throws Exception {
        web.close();
        server.close();
    }

    static Stream<String> keys() {
        return Stream.of("ed25519", "ecdsa", "rsa")
                .flatMap(t -> Stream.of(t + ".openssh", t + ".pem", t + ".pkcs8"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void logsInWithEveryFormat(String name) throws Exception {
        logsIn("file://" + temp.resolve(name));
        logsIn(web.url(name));
    }

    @Test
    void followsRedirectsAndPlainPaths() throws Exception {
        logsIn(web.url("redirect/rsa.pem"));
        logsIn(temp.resolve("rsa.pem").toString());
        logsIn("file:" + temp.resolve("rsa.pem"));
        logsIn("file://localhost" + temp.resolve("rsa.pem"));
    }

    @Test
    void takesOtherUrlsThroughCurl() throws Exception {
        // curl itself is asked for a URL with a scheme in a way that only it understands
        logsIn("FILE" + "://" + temp.resolve("rsa.pem"));
        assertThat(fails("tftp-not-there://localhost/key")).contains("Protocol \"tftp-not-there\"");
    }

    @Test
    void leavesNoCopyInAnyFile() throws Exception {
        Path begin = Files.createFile(temp.resolve("begin"));
        String key = Files.readAllLines(temp.resolve("ed25519.openssh")).get(2);
        logsIn(web.url("ed25519.openssh"));
        logsIn("FILE" + "://" + temp.resolve("ed25519.openssh")); // through curl
        assertThat(LabServer.run("sh", "-c", "find /tmp /var/tmp $HOME -xdev -type f -size -100k -newer " + begin
                + " -exec grep -lF " + key + " {} + 2>/dev/null || true")).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchFile() throws Exception {
        assertThat(fails("file:///nowhere/id_rsa")).contains("there is no such file on this machine");
        assertThat(fails(web.url("nothing"))).contains("there is no such file (404)");
        assertThat(fails(web.url("forbidden"))).contains("(403)").contains("chmod 0644");
        assertThat(fails(web.url("broken"))).contains("status 500");
        assertThat(fails("http://no.such.host.invalid/key"))
                .contains("no.such.host.invalid cannot be resolved");
    }

    @Test
    void saysThatItIsNoPrivateKey() throws Exception {
        assertThat(fails(temp.resolve("rsa.openssh.pub").toString())).contains("it is a public key");
        assertThat(fails(write("page", "<!DOCTYPE html><html>login</html>"))).contains("it is a web page");
        assertThat(fails(write("text", "hello"))).contains("it is not a private key");
        assertThat(fails(write("nothing-in-it", "\n"))).contains("it is empty");
        assertThat(fails("/etc")).contains("this is a directory");
        assertThat(fails("/dev/zero")).contains("it is longer than 1 MB");
    }

    @Test
    void saysThatItIsDamaged() throws Exception {
        for (String name : keys().toList()) {
            String key = Files.readString(temp.resolve(name));
            assertThat(fails(write("damaged", key.substring(0, key.length() / 2)))).contains("incomplete or damaged");
        }
    }

    @Test
    void saysThatTheTypeIsNotSupported() throws Exception {
        Path key = temp.resolve("dsa");
        LabServer.run("sh", "-c", "openssl dsaparam -genkey 1024 2>/dev/null | openssl dsa -traditional -out " + key
                + " 2>/dev/null || openssl dsaparam -noout -genkey -out " + key + " 1024");
        assertThat(fails(key.toString())).contains("not supported (DSA)");
    }

    @Test
    void hidesPasswordsInUrls() throws Exception {
        String message = fails("http://me:S3cr3t@127.0.0.1:1/key");
        assertThat(message).contains("http://***@127.0.0.1:1/key").doesNotContain("S3cr3t");
    }

    @Test
    void givesUpOnAServerThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/key";
            ConnectionException e = catchThrowableOfType(ConnectionException.class,
                    () -> new IdentitySource(url).fetch(Duration.ofSeconds(1)));
            assertThat(e).hasMessageContaining("no answer within 1 seconds");
        }
    }

    private static void logsIn(String url) throws Exception {
        ServerLogin login = new ServerLogin(server.host(), server.port(), "root", null, url, false);
        try (ServerAccess access = server.access(login)) {
            assertThat(access.test().version()).isNotEmpty();
        }
    }

    private static String fails(String url) {
        ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> server
                .access(new ServerLogin(server.host(), server.port(), "root", null, url, false)));
        assertThat(e.reason()).isEqualTo(Reason.IDENTITY);
        return e.getMessage();
    }

    private static String write(String name, String content) throws IOException {
        return Files.writeString(temp.resolve(name), content).toString();
    }

    private static void keygen(Path file, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-f", file.toString()));
        command.addAll(List.of(options));
        LabServer.run(command);
    }

    /** OpenSSH reads this format only since version 9.6. */
    static String publicKey(Path pkcs8) throws Exception {
        String der = LabServer.run("sh", "-c",
                "openssl pkey -in " + pkcs8 + " -pubout -outform DER | tail -c 32 | base64");
        byte[] point = Base64.getDecoder().decode(der.strip());
        ByteBuffer blob = ByteBuffer.allocate(51);
        blob.putInt(11).put("ssh-ed25519".getBytes(StandardCharsets.US_ASCII)).putInt(32).put(point);
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob.array()) + "\n";
    }
}
