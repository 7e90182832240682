package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BashScriptTest {

    @ParameterizedTest
    @ValueSource(strings = { "", "plain", "two words", "it's", "$(touch /tmp/x)", "`id`", "a\nb", "a\nb\t\"c\"\u0001'",
            "\\", "!", "~", "*", "ä€😀",
            "-n", "a=b", "{a,b}", "#", "\"", "'; exit 1; '", "\t \r" })
    void givesTheScriptExactlyTheValue(String value) throws Exception {
        BashScript script = BashScript.beside(BashScriptTest.class, "show.sh").with("text", value)
                .with("words", List.of(value, "last")).with("number", 7).with("flag", true);

        assertThat(run(script.text())).isEqualTo("<" + value + ">2<" + value + "><last>7 true");
    }

    @Test
    void takesAnEmptyList() throws Exception {
        BashScript script = BashScript.beside(BashScriptTest.class, "show.sh").with("text", "").with("words", List.of())
                .with("number", -1).with("flag", false);

        assertThat(run(script.text())).isEqualTo("<>0<>-1 false");
    }

    @Test
    void putsTheHeadAfterTheFirstLine() {
        BashScript script = BashScript.beside(BashScriptTest.class, "show.sh").with("text", "a b");

        assertThat(script.text()).startsWith("#!/bin/bash\ntext='a b'\n");
    }

    @Test
    void putsTheFunctionsOfAnotherFileBetweenHeadAndProgram() throws Exception {
        BashScript script = BashScript.beside(BashScriptTest.class, "show.sh")
                .including(BashScriptTest.class, "greet.sh")
                .with("text", "x").with("words", List.of()).with("number", 1).with("flag", true);

        assertThat(script.text()).startsWith("#!/bin/bash\ntext=x\n").containsOnlyOnce("#!");
        assertThat(run(script.text() + "greet")).endsWith("1 trueHello, x");
    }

    @Test
    void refusesWhatIsNoVariable() {
        BashScript script = BashScript.beside(BashScriptTest.class, "show.sh");

        assertThatIllegalArgumentException().isThrownBy(() -> script.with("a;b", "")).withMessageContaining("a;b");
    }

    @Test
    void refusesNul() {
        assertThatIllegalArgumentException().isThrownBy(() -> Bash.quote("a\0b"));
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--noprofile", "--norc", "-s").redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return output;
    }
}
