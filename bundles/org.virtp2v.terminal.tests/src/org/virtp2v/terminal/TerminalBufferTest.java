package org.virtp2v.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.eclipse.swt.graphics.RGB;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.terminal.TerminalLine.Span;
import org.virtp2v.widgets.testing.Contrast;

class TerminalBufferTest {
    private static final String CSI = "\u001b[";
    private static final RGB WHITE = new RGB(255, 255, 255);
    private static final RGB DARK = new RGB(0x2d, 0x2d, 0x2d);

    private final TerminalBuffer buffer = new TerminalBuffer();

    private List<String> texts() {
        return buffer.all().lines().stream().map(TerminalLine::text).toList();
    }

    private TerminalLine line(int index) {
        return buffer.all().lines().get(index);
    }

    @Test
    void keepsLinesAndTheOneThatIsBeingWritten() {
        buffer.accept("one\r\ntwo\nthr");
        assertThat(texts()).containsExactly("one", "two", "thr");
        buffer.accept("ee");
        assertThat(texts()).containsExactly("one", "two", "three");
    }

    @Test
    void understandsColoursAndBold() {
        buffer.accept("a" + CSI + "1;31mb" + CSI + "22mc" + CSI + "39;104md" + CSI + "me\n");
        assertThat(line(0).text()).isEqualTo("abcde");
        assertThat(line(0).spans()).containsExactly(new Span(1, 2, new Rendition(1, Rendition.DEFAULT, true)),
                new Span(2, 3, new Rendition(1, Rendition.DEFAULT, false)),
                new Span(3, 4, new Rendition(Rendition.DEFAULT, 12, false)));
    }

    @Test
    void keepsTheColourOverLines() {
        buffer.accept(CSI + "32mone\ntwo\n");
        assertThat(line(1).spans()).containsExactly(new Span(0, 3, new Rendition(2, Rendition.DEFAULT, false)));
    }

    @ParameterizedTest
    @CsvSource({ "38;5;9,9", "38;5;200,-1", "38;2;10;20;31,-1", "4,-1", "999,-1", "99999999999,-1", ";31,1" })
    void takesOnlyTheSixteenColours(String parameters, int foreground) {
        buffer.accept(CSI + parameters + "mx");
        assertThat(line(0).text()).isEqualTo("x");
        Rendition seen = line(0).spans().isEmpty() ? Rendition.PLAIN : line(0).spans().getFirst().rendition();
        assertThat(seen.foreground()).isEqualTo(foreground);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[2J", "[10;3H", "[?25l", "[>1;2c", "[1 q", "(B", "7", "]0;title\u0007", "]8;;x\u001b\\",
            "Pq\u001b\\" })
    void leavesOutOtherSequences(String sequence) {
        buffer.accept("a\u001b" + sequence + "b");
        assertThat(texts()).containsExactly("ab");
    }

    @Test
    void understandsSequencesThatAreSplitAnywhere() {
        String text = "x" + CSI + "1;34mblue" + CSI + "0m\r\n\u001b]0;t\u0007é中😀\n";
        buffer.accept(text);
        TerminalBuffer pieces = new TerminalBuffer();
        text.chars().forEach(c -> pieces.accept(String.valueOf((char) c)));
        assertThat(pieces.all().lines()).isEqualTo(buffer.all().lines());
        assertThat(line(1).text()).isEqualTo("é中😀");
    }

    @Test
    void rewritesTheLineAfterACarriageReturn() {
        buffer.accept("  50 %\r 100 %");
        assertThat(texts()).containsExactly(" 100 %");
        buffer.accept("\r" + CSI + "Kdone");
        assertThat(texts()).containsExactly("done");
        buffer.accept("\rDO\b\bdo");
        assertThat(texts()).containsExactly("done");
    }

    @Test
    void expandsTabs() {
        buffer.accept("a\tb\t\tc\n\tx\rok\tx");
        assertThat(texts()).containsExactly("a       b               c", "ok      x");
    }

    @Test
    void keepsOnlyTheLastLines() {
        for (int i = 0; i < 3 * TerminalBuffer.LINES; i++) {
            buffer.accept("line " + i + "\n");
        }
        TerminalBuffer.Lines all = buffer.all();
        assertThat(all.lines()).hasSize(TerminalBuffer.LINES);
        assertThat(all.first()).isEqualTo(2L * TerminalBuffer.LINES);
        assertThat(all.lines().getFirst().text()).isEqualTo("line " + 2 * TerminalBuffer.LINES);
        assertThat(buffer.lines(0, 1).from()).isEqualTo(all.first());
        assertThat(buffer.lines(all.end(), 5).lines()).isEmpty();
    }

    @Test
    void cutsHugeLines() {
        buffer.accept("x".repeat(50_000_000) + "\nnext");
        assertThat(texts()).containsExactly("x".repeat(TerminalBuffer.LONGEST_LINE), "next");
        buffer.accept("\n" + "x".repeat(TerminalBuffer.LONGEST_LINE - 1) + "😀\t\r!\n");
        assertThat(texts().getLast()).startsWith("!x").hasSize(TerminalBuffer.LONGEST_LINE - 1);
    }

    @Test
    void showsTheRestAfterAStringThatDoesNotEnd() {
        buffer.accept("\u001b]0;no end\nnext\n");
        assertThat(texts()).containsExactly("", "next");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 })
    void hasColoursThatCanBeRead(int colour) {
        assertThat(Contrast.of(TerminalColors.rgb(colour, false), WHITE)).isGreaterThanOrEqualTo(4.5);
        assertThat(Contrast.of(TerminalColors.rgb(colour, true), DARK)).isGreaterThanOrEqualTo(4.5);
    }

    @Test
    void knowsWarningsAndErrorsOfPrograms() {
        var buffer = new TerminalBuffer();
        buffer.accept("\u001b[1;34mvirt-v2v: warning: no Grub2\u001b[0m\nvirt-v2v: error: no\nlibvirt: warning-free\n"
                + "[  1.0] virt-v2v: error: quoted\n");
        assertThat(buffer.all().lines()).extracting(TerminalLine::kind).startsWith(TerminalLine.Kind.WARNING,
                TerminalLine.Kind.ERROR, TerminalLine.Kind.PLAIN, TerminalLine.Kind.PLAIN);
    }

    @Test
    void reckonsContrastAsTheGuidelinesDo() {
        assertThat(Contrast.of(new RGB(0, 0, 0), WHITE)).isCloseTo(21, within(0.01));
    }

    @Test
    void knowsTheEightBitFormsOfControl() {
        var buffer = new TerminalBuffer();
        buffer.accept("a\u009d52;c;x\u009cb\u009b31mc\u0085d\u0090q\u001b\\e\u001b]f\u001bcg\n");
        assertThat(buffer.text()).isEqualTo("abcdeg\n");
    }

    @Test
    void keepsFewerLinesWhereTheyAreLong() {
        var buffer = new TerminalBuffer();
        String costly = "\u001b[31mx\u001b[32my".repeat(1000) + "\n";
        for (int i = 0; i < 400; i++) {
            buffer.accept(costly);
        }
        buffer.accept("last\n");
        TerminalBuffer.Lines all = buffer.all();
        assertThat(all.lines()).hasSizeBetween(50, 200).last().extracting(TerminalLine::text).isEqualTo("last");
        assertThat(all.first()).isEqualTo(401 - all.lines().size());
        assertThat(buffer.lines(0, 1).lines()).hasSize(1);
    }
}
