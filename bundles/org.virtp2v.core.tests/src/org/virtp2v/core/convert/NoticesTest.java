package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.server.Poster;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The notices of a conversion: p2v.notify. */
@Timeout(30)
class NoticesTest {
    private static final String SETTINGS = "p2v.server=conv p2v.name=web01 p2v.disks=/a p2v.notify=https://chat.example/h/t0k3n";
    private static final Secret URL = new Secret("https://chat.example/h/t0k3n");
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final FakePorts ports = new FakePorts();

    private int take(String url, Map<String, String> with, byte[] body) {
        assertThat(url).isEqualTo(URL.reveal());
        posted.add(new String(body, StandardCharsets.UTF_8));
        headers.add(with);
        return 204;
    }

    private Notices notices(Poster poster) {
        return new Notices(URL, null, poster, warnings::add, Duration.ofMillis(5), Duration.ofSeconds(5));
    }

    private List<JsonObject> events() {
        return posted.stream().map(text -> JsonParser.parseString(text).getAsJsonObject()).toList();
    }

    @Test
    void tellsStagesWarningsAndTheEndWithTheMachine() {
        ports.poster = (url, with, body, limit) -> take(url, with, body);
        ports.server.missingFiles = List.of("lsusb");
        ConversionResult result = ports.engine().conversion(Plans.of(SETTINGS + " p2v.notify.secret=k3y"), event -> {
        }).run();

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(events()).extracting(e -> e.get("event").getAsString()).startsWith("stageStarted").endsWith("result")
                .contains("stageEnded", "warning", "logDirectory")
                .doesNotContain("diskProgress", "totalProgress", "output", "diskMap");
        List<Integer> counts = events().stream().map(e -> e.get("count").getAsInt()).toList();
        assertThat(counts).isSorted().doesNotHaveDuplicates().startsWith(1);
        JsonObject last = events().getLast();
        assertThat(last.get("outcome").getAsString()).isEqualTo("succeeded");
        assertThat(last.get("text").getAsString()).isEqualTo("web01 is converted.");
        assertThat(last.get("guest").getAsString()).isEqualTo("web01");
        assertThat(last.getAsJsonObject("machine").has("uuid")).isTrue();
        assertThat(events()).extracting(e -> e.get("conversion").getAsString()).containsOnly(
                last.get("conversion").getAsString());
        for (int i = 0; i < posted.size(); i++) {
            assertThat(headers.get(i)).containsEntry("X-Virt-P2V-Signature",
                    "sha256=" + Notices.sign(new Secret("k3y"), posted.get(i).getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(posted.toString()).doesNotContain("k3y", "t0k3n");
    }

    /** The example of RFC 4231, section 4.3. */
    @Test
    void signsWithHmacSha256() {
        assertThat(Notices.sign(new Secret("Jefe"), "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void triesAgainInTheSameOrder() {
        List<Object> answers = new ArrayList<>(List.of(500, new IOException("refused"), 429, 204, 204));
        Poster poster = (url, with, body, limit) -> {
            Object answer = answers.removeFirst();
            if (answer instanceof IOException e) {
                throw e;
            }
            return (int) answer == 204 ? take(url, with, body) : (int) answer;
        };
        try (Notices notices = notices(poster)) {
            notices.add("1");
            notices.add("2");
        }
        assertThat(posted).containsExactly("1", "2");
        assertThat(warnings).isEmpty();
    }

    @Test
    void goesOnWithTheNextWhereOneIsRefused() {
        try (Notices notices = notices((url, with, body, limit) -> {
            take(url, with, body);
            return posted.size() == 1 ? 404 : 302;
        })) {
            notices.add("1");
            notices.add("2");
        }
        assertThat(posted).containsExactly("1", "2");
        assertThat(warnings).singleElement().asString().contains("chat.example", "404").doesNotContain("t0k3n");
    }

    @Test
    void neitherDelaysNorFailsAConversionAndEndsInTime() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        long begin = System.nanoTime();
        try (Notices notices = new Notices(URL, null, (url, with, body, limit) -> {
            hangs.await();
            return 204;
        }, warnings::add, Duration.ofSeconds(1), Duration.ofMillis(200))) {
            for (int i = 0; i < 10_000; i++) {
                notices.add("x".repeat(1000));
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        ports.poster = Poster.NONE;
        ports.server.status = 0;
        try (Notices notices = notices(Poster.NONE)) {
            notices.add("1");
            while (warnings.isEmpty()) {
                Thread.sleep(5);
            }
        }
        assertThat(warnings).singleElement().asString().contains("chat.example", "no way to web servers")
                .doesNotContain("t0k3n");
    }

    @Test
    void keepsTheNewestWhenTooManyWait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Notices notices = notices((url, with, body, limit) -> {
            go.await();
            return take(url, with, body);
        })) {
            for (int i = 0; i < 500; i++) {
                notices.add(Integer.toString(i));
            }
            go.countDown();
        }
        assertThat(posted).hasSizeBetween(200, 201).endsWith("498", "499");
    }
}
