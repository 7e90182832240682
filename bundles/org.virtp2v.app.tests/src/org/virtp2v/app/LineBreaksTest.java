package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineBreaksTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = { "short|short",
            "exactly 10|exactly 10",
            "one two three four|one two/  three/  four", "  an indented line|  an/    indented/    line",
            "averylongword and more|averylongword/  and more", "a averylongword|a/  averylongword",
            "first line/second line|first line/second/  line", "two  blanks|two /  blanks",
            "again in 10 s.|again in/  10 s.", "about 12 min left|about/  12 min/  left",
            "sda 37 %, 4 GiB|sda 37 %,/  4 GiB",
            "take 10 seconds|take 10/  seconds" })
    void breaksBetweenWordsOnly(String text, String broken) {
        assertThat(LineBreaks.within(10, text.replace('/', '\n'))).isEqualTo(broken.replace('/', '\n'));
    }
}
