package org.virtp2v.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.core.trial.TrialNews.Verdict;
import org.virtp2v.core.trial.TrialNews.What;

class TrialReaderTest {
    private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2 };

    private static List<TrialNews> read(String... pieces) {
        List<TrialNews> news = new ArrayList<>();
        TrialReader reader = new TrialReader(news::add);
        for (String piece : pieces) {
            reader.take(piece);
        }
        return news;
    }

    @Test
    void readsWhatIsToldOfAGuestThatStarts() {
        List<TrialNews> news = read(
                """
                        {"event": "started", "accelerator": "kvm", "memory": 1024, "memory_asked": 4096, "firmware": "uefi", "seconds": 180}
                        {"event": "serial", "at": 12.5, "text": "login: "}
                        {"event": "reset", "at": 13, "count": 1}
                        {"event": "agent", "at": 48.25, "os": "Debian GNU/Linux 12"}
                        {"event": "verdict", "verdict": "agent", "at": 51, "detail": "Debian GNU/Linux 12", "resets": 1}
                        """);
        assertThat(news).containsExactly(
                new TrialNews.Started(true, 1024, 4096, "uefi", Duration.ofSeconds(180), "", ""),
                new TrialNews.Serial(Duration.ofMillis(12_500), "login: "),
                new TrialNews.Happened(Duration.ofSeconds(13), What.RESET, null),
                new TrialNews.Happened(Duration.ofMillis(48_250), What.AGENT, "Debian GNU/Linux 12"),
                new TrialNews.Ended(Duration.ofSeconds(51), Verdict.AGENT, "Debian GNU/Linux 12", 1, "", "", ""));
    }

    @Test
    void readsPicturesThatComeInPieces() {
        String line = "{\"event\": \"screen\", \"at\": 4, \"file\": \"trial-001.png\", \"png\": \""
                + Base64.getEncoder().encodeToString(PNG) + "\"}\n";
        assertThat(read(line.substring(0, 30), line.substring(30, 60), line.substring(60))).singleElement()
                .isInstanceOfSatisfying(TrialNews.Screen.class, screen -> {
                    assertThat(screen.png()).isEqualTo(PNG);
                    assertThat(screen.file()).isEqualTo("trial-001.png");
                });
    }

    @Test
    void tellsAStopOfWindowsWithItsCodeWhereThatIsKnown() {
        String line = """
                {"event": "verdict", "verdict": "windows-stop", "at": 51, "detail": %s, "resets": 0}
                """;
        var known = (TrialNews.Ended) read(line.formatted("\"0x0000007B INACCESSIBLE_BOOT_DEVICE\"")).getFirst();
        assertThat(known.verdict().isWarning()).isTrue();
        assertThat(new TrialReport(true, known, List.of()).text()).isEqualTo(
                "The guest’s Windows has stopped, with this stop code: “0x0000007B INACCESSIBLE_BOOT_DEVICE”");
        var seen = (TrialNews.Ended) read(line.formatted("null")).getFirst();
        assertThat(new TrialReport(true, seen, List.of()).text()).contains("a blue screen like the one",
                "look at its last picture");
    }

    @Test
    void saysWhyThereWasNoTrial() {
        assertThat(read("{\"event\": \"verdict\", \"verdict\": \"cannot\", \"at\": 0, \"reason\": \"disk-unreadable\", "
                + "\"help\": \"Allow it.\", \"path\": \"/x\"}\n")).singleElement()
                .isEqualTo(new TrialNews.Ended(Duration.ZERO, Verdict.CANNOT, null, 0, "disk-unreadable", "/x",
                        "Allow it."));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "sudo: unable to resolve host", "{", "[]", "{\"event\": \"news\"}", "{\"event\": 3}",
            "{\"event\": \"verdict\", \"verdict\": \"wonderful\"}", "{\"event\": \"screen\", \"png\": \"AAAA\"}",
            "{\"event\": \"screen\", \"png\": \"not base 64\"}" })
    void passesOverWhatIsNoNews(String line) {
        assertThat(read(line + "\n{\"event\": \"reset\", \"at\": 1}\n")).hasSize(1);
    }

    @Test
    void keepsNoLineThatIsTooLong() {
        String flood = "x".repeat(1 << 20);
        assertThat(read(flood, flood, flood, "\n{\"event\": \"reset\", \"at\": 1}\n")).hasSize(1);
    }

    @Test
    void passesOnOnlyWhatCanBePrinted() {
        assertThat(read(
                "{\"event\": \"serial\", \"at\": 1e300, \"text\": \"a\\u001b[31mb\\n" + "c".repeat(3000) + "\"}\n"))
                .singleElement().isInstanceOfSatisfying(TrialNews.Serial.class, serial -> {
                    assertThat(serial.text()).startsWith("a[31mb\nc").hasSizeLessThanOrEqualTo(2000);
                    assertThat(serial.at()).isEqualTo(Duration.ofDays(1));
                });
    }

    @ParameterizedTest
    @EnumSource
    void hasWordsForEveryVerdict(Verdict verdict) {
        var ended = new TrialNews.Ended(Duration.ofSeconds(70), verdict, "a line", 3, "no-memory", "/x", "rm x");
        assertThat(new TrialReport(true, ended, List.of()).text()).isNotBlank().doesNotContain("{");
    }

    @Test
    void readsWhateverComesWithoutAFault() {
        String sample = "{\"event\": \"verdict\", \"verdict\": \"agent\", \"at\": 51, \"detail\": \"x\", \"reason\": null}\n";
        Fuzz.rounds(500, random -> read(Fuzz.damaged(sample, List.of("screen", "png", "{", "[", "\"at\": "), random)));
    }
}
