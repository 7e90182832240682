package org.virtp2v.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.testing.Fuzz;
import org.virtp2v.terminal.TerminalLine.Span;

/** Whatever a program prints: the view has lines of text, in bounded memory, the same however it comes in pieces. */
@Timeout(600)
class StrangeTextTest {
    private static final String SAMPLE = "\u001b[32m[   0.0]\u001b[0m Opening the source\r\n 50 %\r\u001b[K\u001b[2K51 %\n"
            + "\u001b[1;31mvirt-v2v: error:\u001b[39;22m no \ud83d\ude00\tx\b\b\n\u001b]8;;http://x\u001b\\y\u001b]8;;\u0007\n";
    private static final List<String> WORDS = List.of("\u001b[", "\u001b[38;5;200m", "\u001b[38;2;1",
            "\u001b[99999999m",
            "\u001b[K", "\u001b[1K", "\u001b[2K", "\u001bP", "\u009b", "\t\t\t", "\b\b\b\b", "\r", "m");

    private static TerminalBuffer buffer(String text, int piece) {
        TerminalBuffer buffer = new TerminalBuffer();
        for (int at = 0; at < text.length(); at += piece) {
            buffer.accept(text.substring(at, Math.min(text.length(), at + piece)));
        }
        return buffer;
    }

    @Test
    void showsTheSameHoweverItIsCut() {
        Fuzz.rounds(2000, random -> {
            String text = Fuzz.damaged(SAMPLE, WORDS, random);
            List<TerminalLine> lines = buffer(text, text.length() + 1).all().lines();
            assertThat(buffer(text, 1 + random.nextInt(9)).all().lines()).isEqualTo(lines);
            for (TerminalLine line : lines) {
                assertThat(line.text().chars()).noneMatch(Character::isISOControl);
                assertThat(line.text().chars())
                        .noneMatch(c -> c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069);
                int end = 0;
                for (Span span : line.spans()) {
                    assertThat(span.start()).isGreaterThanOrEqualTo(end).isLessThan(span.end());
                    end = span.end();
                }
                assertThat(end).isLessThanOrEqualTo(line.text().length());
            }
        });
    }

    @Test
    void takesALargeTextAtOnce() {
        for (String word : WORDS) {
            Fuzz.soon(() -> buffer(Fuzz.large(word), 5000));
            Fuzz.soon(() -> buffer(Fuzz.large("x" + word + "\n"), 5000));
        }
    }
}
