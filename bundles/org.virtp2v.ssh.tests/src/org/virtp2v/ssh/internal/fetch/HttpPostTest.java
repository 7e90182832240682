package org.virtp2v.ssh.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.testing.Web;

@Timeout(30)
class HttpPostTest {
    private static final byte[] BODY = "{\"guest\":\"Büro\"}".getBytes(StandardCharsets.UTF_8);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    @TempDir
    Path root;

    private static int post(String url) throws IOException, InterruptedException {
        return HttpPost.post(url, Map.of("Content-Type", "application/json", "X-Virt-P2V-Signature", "sha256=0"), BODY,
                LIMIT);
    }

    @Test
    void postsWithItsHeadersAndThePasswordOfTheUrl() throws Exception {
        try (Web web = new Web(root)) {
            assertThat(post(web.url("hook").replace("//", "//me:pw@"))).isEqualTo(204);
            Web.Posted posted = web.posted.getFirst();
            assertThat(posted.body()).isEqualTo("{\"guest\":\"Büro\"}");
            assertThat(posted.headers()).containsEntry("content-type", "application/json")
                    .containsEntry("x-virt-p2v-signature", "sha256=0")
                    .containsEntry("authorization", "Basic bWU6cHc=");
        }
    }

    @Test
    void tellsTheStatusAndFollowsNoRedirect() throws Exception {
        try (Web web = new Web(root)) {
            assertThat(post(web.url("broken"))).isEqualTo(500);
            assertThat(post(web.url("redirect/hook"))).isEqualTo(302);
            assertThat(web.posted).isEmpty();
        }
    }

    @Test
    void saysWhyThereIsNoAnswer() throws Exception {
        String closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "http://127.0.0.1:" + socket.getLocalPort() + "/";
            assertThatThrownBy(() -> HttpPost.post(closed, Map.of(), BODY, Duration.ofSeconds(1)))
                    .isInstanceOf(IOException.class).hasMessageContaining("no answer within 1 seconds");
        }
        assertThatThrownBy(() -> post(closed)).isInstanceOf(IOException.class).hasMessageContaining("refused");
    }
}
