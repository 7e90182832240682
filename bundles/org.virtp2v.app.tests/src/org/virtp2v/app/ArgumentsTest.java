package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final String COMMAND = "java\0Main\0--cmdline=p2v.name=Büro\0-v\0";

    @Test
    void readsWhatAnAsciiLocaleHasLost() {
        assertThat(exact(StandardCharsets.UTF_8, "--cmdline=p2v.name=B\uFFFD\uFFFDro", "-v"))
                .containsExactly("--cmdline=p2v.name=Büro", "-v");
    }

    @Test
    void readsBytesThatAreNotUtf8() {
        assertThat(exact(StandardCharsets.ISO_8859_1, "--cmdline=p2v.name=B\uFFFDro", "-v"))
                .containsExactly("--cmdline=p2v.name=Büro", "-v");
    }

    @Test
    void leavesArgumentsOfAnotherCommandAlone() {
        String[] others = { "\uFFFD", "-x" };
        String[] more = { "\uFFFD", "1", "2", "3", "4" };

        assertThat(exact(StandardCharsets.UTF_8, others)).isEqualTo(others);
        assertThat(exact(StandardCharsets.UTF_8, more)).isEqualTo(more);
        assertThat(Arguments.exact("\uFFFD no such argument")).containsExactly("\uFFFD no such argument");
    }

    private static String[] exact(Charset charset, String... arguments) {
        return Arguments.exact(COMMAND.getBytes(charset), arguments);
    }
}
