package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.core.text.TerminalFilter;
import org.virtp2v.core.v2v.ToolOutput.Message;

/** Whatever virt-v2v and the server print, people see text, and no piece of it changes what the next one means. */
@Timeout(600)
class StrangeOutputTest {
    private static final List<String> WORDS = List.of("[  24.4] ", "[", "Copying disk 1/2", "virt-v2v: warning: ",
            "\u001b[0m", "\u001b[1;35m", "\u001b]8;;x", "\u001b\\", "\u001bP", "\u0090", "\u009c", "\r\n", "\u0018",
            "\u2066", "\u001b[38;5;1m", "\u001b[?1049h", "\u001bc");

    private static String sample() throws IOException {
        return Files.readString(Path.of("samples/v2v-stdout-coloured.txt"));
    }

    private static List<String> pieces(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length();) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(40));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }

    private static List<Message> messages(List<String> pieces) {
        List<Message> messages = new ArrayList<>();
        ToolOutput output = new ToolOutput(messages::add);
        pieces.forEach(output::accept);
        return messages;
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) && c != '\t';
    }

    @Test
    void understandsTheSameHoweverItIsCut() throws IOException {
        String sample = sample();
        assertThat(messages(List.of(sample))).isNotEmpty();
        Fuzz.rounds(500, random -> {
            String text = Fuzz.damaged(sample, WORDS, random);
            List<Message> messages = messages(List.of(text));
            assertThat(messages(pieces(text, random))).isEqualTo(messages);
            assertThat(messages).allSatisfy(message -> {
                String shown = switch (message) {
                    case Message.StageBegan stage -> stage.text();
                    case Message.Warned warned -> warned.text();
                };
                assertThat(shown.length()).isLessThanOrEqualTo(4096);
                assertThat(shown.chars()).noneMatch(StrangeOutputTest::isControl);
            });
        });
    }

    @Test
    void letsNothingReachATerminalThatControlsIt() throws IOException {
        String sample = sample();
        String harmless = "(?s)([^\\p{Cc}\u0080-\u009f\u202a-\u202e\u2066-\u2069]|[\n\r\t\b]|\u001b\\[[0-9;:]*[mK])*+";
        Fuzz.rounds(500, random -> {
            int from = random.nextInt(sample.length() - 200);
            String text = Fuzz.damaged(sample.substring(from, from + 200), WORDS, random);
            String passed = new TerminalFilter(true).pass(text);
            assertThat(passed).matches(harmless);
            TerminalFilter filter = new TerminalFilter(true);
            StringBuilder inPieces = new StringBuilder();
            pieces(text, random).forEach(piece -> inPieces.append(filter.pass(piece)));
            assertThat(inPieces).hasToString(passed);
            assertThat(new TerminalFilter(true).pass(passed)).as("again").isEqualTo(passed);
            assertThat(TerminalFilter.plain(text).chars()).noneMatch(c -> isControl(c) && c != '\n');
        });
    }

    @Test
    void namesAHolderOfANameWhateverIsThere() {
        List<String> lines = List.of("guest web1", "address 192.0.2.7", "user root", "since 1700000000",
                "now 1700000100", "directory /tmp/virt-p2v-20261128-abcdefgh");
        Fuzz.rounds(2000, random -> {
            String text = Fuzz.damaged(String.join("\n", lines), lines, random);
            String shown = ClaimHolder.parse(text.lines().toList(), Instant.ofEpochSecond(1_800_000_000))
                    .describe("conv1", ZoneOffset.UTC);
            assertThat(shown.chars()).noneMatch(Character::isISOControl);
            assertThat(shown.length()).isLessThan(3000);
        });
    }

    @Test
    void takesALargeOutputAtOnce() {
        for (String word : WORDS) {
            String text = Fuzz.large(word);
            Fuzz.soon(() -> new TerminalFilter(true).pass(text));
            Fuzz.soon(() -> TerminalFilter.plain(text));
            Fuzz.soon(() -> messages(List.of(text, "\n")));
        }
    }

    @Test
    void findsACauseInALongLineAtOnce() {
        for (String part : List.of("nbdcopy: read", "nbdcopy: pread: ", "libguestfs: ", "qemu-system", ": error: ")) {
            String text = Fuzz.large(part);
            Fuzz.soon(() -> FailureCause.find(List.of(text), 1));
        }
        String line = "nbdcopy: read at offset 0: Input/output error" + Fuzz.large("x\u001b[2J");
        assertThat(FailureCause.find(List.of(line), 1)).hasValueSatisfying(cause -> {
            assertThat(cause.line().length()).isLessThanOrEqualTo(501);
            assertThat(cause.line().chars()).noneMatch(StrangeOutputTest::isControl);
        });
    }
}
