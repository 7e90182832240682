package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalFilterTest {
    private static final String HARMFUL_FREE = "[\\P{Cc}\n\r\t\b]*";

    /** Whole, and in pieces of every length, with the same result. */
    private static String pass(boolean renditions, String text) {
        String whole = new TerminalFilter(renditions).pass(text);
        for (int length = 1; length < 4; length++) {
            TerminalFilter filter = new TerminalFilter(renditions);
            StringBuilder pieces = new StringBuilder();
            for (int i = 0; i < text.length(); i += length) {
                pieces.append(filter.pass(text.substring(i, Math.min(text.length(), i + length))));
            }
            assertThat(pieces).hasToString(whole);
        }
        return whole;
    }

    @ParameterizedTest
    @ValueSource(strings = { "plain é \uD83D\uDE00\n\ttext\r\n", "\u001b[1;31mred\u001b[0m",
            "\u001b[38;5;196mx\u001b[m",
            "\u001b[38:2::1:2:3mx", "50 %\r\u001b[K51 %", "a\u001b[2K\r", "ab\b\bcd" })
    void letsTextColoursAndErasingOfTheLinePass(String text) {
        assertThat(pass(true, text)).isEqualTo(text);
    }

    @Test
    void leavesOutColoursWhereThereAreToBeNone() {
        assertThat(pass(false, "\u001b[1;31mred\u001b[0m\r\u001b[K!\u009b0m")).isEqualTo("red\r!");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u001b]52;c;ZXZpbA==\u0007", "\u001b]52;c;ZXZpbA==\u001b\\", "\u001b]0;title\u009c",
            "\u009d52;c;ZXZpbA==\u0007", "\u009d0;x\u001b\\", "\u001bP1$tx\u001b\\", "\u0090q#0\u009c",
            "\u001b_Gi=1;AAAA\u001b\\",
            "\u009fx\u009c", "\u001b^x\u001b\\", "\u009ex\u009c", "\u001bXx\u001b\\", "\u0098x\u009c", "\u001bc",
            "\u001b7", "\u001b=",
            "\u001b(0", "\u001b#8", "\u001b%G", "\u001b[2J", "\u001b[H", "\u001b[1;1H", "\u001b[5i", "\u001b[?25l",
            "\u001b[>4;2m",
            "\u001b[?5m", "\u001b[!p", "\u001b[0 q", "\u001b[6n", "\u001b[c", "\u001b[8;1;1t", "\u009b2J", "\u009b6n",
            "\u0085", "\u0084",
            "\u000e", "\u000f", "\u0005", "\u0007", "\u0000", "\u007f", "\u001b\u001b\u001bc", "\u001b]x\u0018",
            "\u001b[1\u001bc",
            "\u001b]a\u001b]52;c;x\u0007", "\u202e", "\u2066", "\u000b", "\u000c" })
    void letsNothingElsePass(String control) {
        for (boolean renditions : new boolean[] { true, false }) {
            assertThat(pass(renditions, "a" + control + "b")).isEqualTo("ab");
        }
        assertThat(TerminalFilter.plain("a" + control + "b")).isEqualTo("ab");
    }

    @Test
    void showsWhatFollowsAStringThatIsNotTerminated() {
        assertThat(pass(true, "a\u001b]52;c;ZXZpbA\nb\n")).isEqualTo("a\nb\n");
        assertThat(pass(true, "a\u001b[31\nb")).isEqualTo("a\nb");
        assertThat(pass(true, "a\u001b[3" + "1".repeat(100_000) + "mb")).isEqualTo("ab");
    }

    @Test
    void makesNoSequenceOutOfPartsOfOthers() {
        assertThat(pass(true, "\u001b\u001b]x\u0007[2J\u001b\u009bc]0;x\u0007")).matches(HARMFUL_FREE);
        StringBuilder all = new StringBuilder();
        var random = new java.util.Random(5);
        String alphabet = "\u001b\u001b\u009b\u009d\u0090\u009c\u0007\\[]P;?0 mKJcx\n\r";
        for (int i = 0; i < 200_000; i++) {
            all.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        assertThat(pass(true, all.toString()).replaceAll("\u001b\\[[0-9;:]{0,64}[mK]", "")).matches(HARMFUL_FREE);
    }

    @Test
    void plainTextHasLines() {
        assertThat(TerminalFilter.plain("\u001b[1ma\r\nb\rc\u001b[0m")).isEqualTo("a\nbc");
    }
}
