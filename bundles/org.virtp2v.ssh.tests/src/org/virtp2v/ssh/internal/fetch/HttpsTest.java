package org.virtp2v.ssh.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.ssh.FetchException;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** Keys over HTTPS, from a web server whose certificate an authority of the house has signed. */
@Timeout(60)
class HttpsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    @TempDir
    static Path temp;
    private static ServerSocket secure;
    private static ServerSocket plain;

    @BeforeAll
    static void start() throws Exception {
        Path store = temp.resolve("store");
        LabServer.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=house",
                "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", temp.resolve("key.pem").toString(), "-out",
                temp.resolve("house.pem").toString());
        LabServer.run("openssl", "pkcs12", "-export", "-inkey", temp.resolve("key.pem").toString(), "-in",
                temp.resolve("house.pem").toString(), "-passout", "pass:public", "-out", store.toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), "public".toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "public".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        InetAddress here = InetAddress.getByName("127.0.0.1");
        secure = context.getServerSocketFactory().createServerSocket(0, 50, here);
        plain = new ServerSocket(0, 50, here);
        Blocking.start("https", () -> serve(secure));
        Blocking.start("http", () -> serve(plain));
    }

    @AfterAll
    static void stop() throws Exception {
        secure.close();
        plain.close();
    }

    private static void serve(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                byte[] request = new byte[10_000];
                String path = new String(request, 0, socket.getInputStream().read(request), StandardCharsets.US_ASCII)
                        .split(" ")[1];
                String head = path.equals("/down")
                        ? "302 Found\r\nLocation: http://127.0.0.1:" + plain.getLocalPort() + "/key"
                        : path.equals("/same")
                                ? "302 Found\r\nLocation: https://127.0.0.1:" + secure.getLocalPort() + "/key"
                                : path.equals("/up")
                                        ? "302 Found\r\nLocation: https://127.0.0.1:" + secure.getLocalPort() + "/down"
                                        : "200 OK";
                socket.getOutputStream().write(("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\nKEY")
                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException | RuntimeException e) {
                // the next one, please
            }
        }
    }

    private static byte[] fetch(ServerSocket from, String path, Path... places) throws IOException {
        String url = (from == secure ? "https" : "http") + "://127.0.0.1:" + from.getLocalPort() + path;
        return new HttpFetch(url, LIMIT, () -> Authorities.sockets(List.of(places))).read();
    }

    @Test
    void trustsTheAuthoritiesOfThisMachine() throws Exception {
        Path directory = Files.createDirectory(temp.resolve("certs"));
        Files.writeString(directory.resolve("broken.pem"),
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.copy(temp.resolve("house.pem"), directory.resolve("house.crt"));
        for (Path place : List.of(temp.resolve("house.pem"), directory)) {
            assertThat(fetch(secure, "/key", place)).asString().startsWith("KEY");
            assertThat(fetch(secure, "/same", place)).asString().startsWith("KEY");
        }
        assertThatThrownBy(() -> fetch(secure, "/key", temp.resolve("none"))).isInstanceOf(SSLException.class);
    }

    @Test
    void neverFallsBackToHttp() throws Exception {
        Path place = temp.resolve("house.pem");
        assertThat(fetch(plain, "/key")).asString().startsWith("KEY");
        for (ServerSocket from : List.of(secure, plain)) {
            FetchException e = catchThrowableOfType(FetchException.class,
                    () -> fetch(from, from == secure ? "/down" : "/up", place));
            assertThat(e).hasMessageContaining("without encryption");
            assertThat(e.isMissing()).isFalse();
        }
    }
}
