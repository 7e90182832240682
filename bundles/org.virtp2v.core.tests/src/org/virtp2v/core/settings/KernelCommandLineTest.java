package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.settings.KernelCommandLine.Entry;

class KernelCommandLineTest {

    private static List<Entry> entries(String line) {
        return KernelCommandLine.parse(line).entries();
    }

    @Test
    void knowsTheFourFormsOfAWord() {
        assertThat(entries("quiet p2v.a= p2v.b=x=y p2v.c=\"two words\"")).containsExactly(new Entry("quiet", null),
                new Entry("p2v.a", ""), new Entry("p2v.b", "x=y"), new Entry("p2v.c", "two words"));
    }

    @Test
    void separatesWordsByAnyWhiteSpaceAndIgnoresTheNewlineOfProcCmdline() {
        assertThat(entries("  a=1\t b=2\n")).containsExactly(new Entry("a", "1"), new Entry("b", "2"));
    }

    @Test
    void keepsEmptyQuotesAndQuotesInsideAWord() {
        assertThat(entries("a=\"\" b=x\"y\"")).containsExactly(new Entry("a", ""), new Entry("b", "x\"y\""));
    }

    @Test
    void takesAWordInQuotesAsGrubHandsItOn() {
        assertThat(entries("BOOT_IMAGE=/live/vmlinuz \"p2v.post=echo a=b done\" \"p2v.sudo\" p2v.o=null"))
                .containsExactly(
                        new Entry("BOOT_IMAGE", "/live/vmlinuz"), new Entry("p2v.post", "echo a=b done"),
                        new Entry("p2v.sudo", null), new Entry("p2v.o", "null"));
    }

    @Test
    void hasNoEscapes() {
        assertThat(entries("a=\"x\\\" b=\\y")).containsExactly(new Entry("a", "x\\"), new Entry("b", "\\y"));
    }

    @Test
    void givesAnUnclosedQuoteTheRestOfTheLine() {
        var line = KernelCommandLine.parse("p2v.pre=\"echo a p2v.o=null\n");
        assertThat(line.entries()).containsExactly(new Entry("p2v.pre", "echo a p2v.o=null"));
        assertThat(line.unterminatedKey()).isEqualTo("p2v.pre");
    }

    @Test
    void isEmptyForAnEmptyLine() {
        assertThat(entries(" \n")).isEmpty();
    }
}
