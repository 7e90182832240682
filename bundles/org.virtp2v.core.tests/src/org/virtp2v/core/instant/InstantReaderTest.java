package org.virtp2v.core.instant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.instant.InstantNews.Why;
import org.virtp2v.core.testing.Seeds;

class InstantReaderTest {
    private static final char RS = 0x1e;

    private final List<InstantNews> news = new ArrayList<>();
    private final StringBuilder output = new StringBuilder();
    private final InstantReader reader = new InstantReader(news::add, output::append);

    private void tell(String json) {
        reader.take(RS + json + "\r\n");
    }

    @Test
    void readsAllNews() {
        tell("{\"event\":\"overlays\"}");
        tell("{\"event\":\"converted\",\"seconds\":104.5}");
        tell("{\"event\":\"started\",\"at\":1790000000,\"accelerator\":\"kvm\",\"where\":\"libvirt domain web1\","
                + "\"display\":null}");
        tell("{\"event\":\"stream\",\"disk\":2,\"phase\":\"mirror\",\"done\":5,\"total\":10}");
        tell("{\"event\":\"paused\",\"why\":\"storage-full\",\"detail\":\"vda\"}");
        tell("{\"event\":\"resumed\",\"what\":\"stream\"}");
        tell("{\"event\":\"off\"}");
        tell("{\"event\":\"complete\",\"disks\":[{\"file\":\"/var/tmp/web1-sda\",\"bytes\":10}]}");
        tell("{\"event\":\"failed\",\"reason\":\"stream\",\"detail\":\"I/O error\"}");
        assertThat(news).containsExactly(new InstantNews.Overlays(),
                new InstantNews.Converted(Duration.ofMillis(104_500)),
                new InstantNews.Started(Instant.ofEpochSecond(1_790_000_000), true, "libvirt domain web1", ""),
                new InstantNews.Stream(2, true, 5, 10), new InstantNews.Paused(true, Why.STORAGE_FULL, "vda"),
                new InstantNews.Resumed(false), new InstantNews.Off(),
                new InstantNews.Complete(List.of("/var/tmp/web1-sda")),
                new InstantNews.Failed("stream", "I/O error"));
        assertThat(output).isEmpty();
    }

    @Test
    void passesOnWhatIsBetweenThemInWhateverPieces() {
        String text = "[   0.0] Opening\r\n" + RS + "{\"event\":\"off\"}\n[   1.0] Done\n" + RS
                + "{\"event\":\"resumed\"}\n";
        for (char c : text.toCharArray()) {
            reader.take(String.valueOf(c));
        }
        reader.take(text);
        assertThat(output).hasToString("[   0.0] Opening\r\n[   1.0] Done\n".repeat(2));
        assertThat(news).containsExactly(new InstantNews.Off(), new InstantNews.Resumed(true), new InstantNews.Off(),
                new InstantNews.Resumed(true));
    }

    @Test
    void takesAPicture() {
        byte[] png = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1 };
        tell("{\"event\":\"screen\",\"at\":3,\"png\":\"" + Base64.getEncoder().encodeToString(png) + "\"}");
        assertThat(news).singleElement().isInstanceOfSatisfying(InstantNews.Screen.class,
                screen -> assertThat(screen.png()).isEqualTo(png));
    }

    @Test
    void passesOverWhatItDoesNotUnderstand() {
        tell("{\"event\":\"later\"}");
        tell("no JSON");
        tell("{\"event\":\"stream\",\"disk\":0,\"phase\":\"pull\",\"done\":5,\"total\":10}");
        tell("{\"event\":\"screen\",\"png\":\"AAAA\"}");
        tell("{\"event\":\"started\",\"at\":99999999999999999999}");
        reader.take(RS + "{\"event\":\"off\",\"more\":\"" + "x".repeat(3 << 20) + "\"}\n");
        assertThat(news).isEmpty();
        assertThat(output).isEmpty();
        tell("{\"event\":\"off\"}");
        assertThat(news).containsExactly(new InstantNews.Off());
    }

    @Test
    void takesControlCharactersOutOfWhatPeopleSee() {
        tell("{\"event\":\"failed\",\"reason\":\"x\",\"detail\":\"a\\u001b[31mb\"}");
        assertThat(news).containsExactly(new InstantNews.Failed("x", "a[31mb"));
    }

    @Test
    void survivesAnything() {
        var random = Seeds.random();
        String alphabet = RS + "\n\r{}\"event:stream,disk1 ";
        for (int i = 0; i < 20_000; i++) {
            reader.take(String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
        }
        assertThat(news).isEmpty();
    }
}
