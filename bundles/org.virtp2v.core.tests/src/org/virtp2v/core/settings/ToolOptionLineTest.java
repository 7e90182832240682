package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.Secret;

/** Further options of virt-v2v in one field. */
class ToolOptionLineTest {
    private static ToolOption option(String name, @Nullable String value) {
        return new ToolOption(name, value == null ? null : new Secret(value));
    }

    @Test
    void areReadAsAShellWouldReadThem() {
        assertThat(ToolOptionLine.parse("  --install htop --parallel=4\t-b eth0:br0 --update"
                + " --run-command 'echo \"it works\" $x' --write=/a:\"b \\\"c\\\" \\d\" --touch a\\ b'c'\"d\" --mkdir ''"))
                .containsExactly(option("--install", "htop"), option("--parallel", "4"), option("-b", "eth0:br0"),
                        option("--update", null), option("--run-command", "echo \"it works\" $x"),
                        option("--write", "/a:b \"c\" \\d"), option("--touch", "a bcd"), option("--mkdir", ""));
        assertThat(ToolOptionLine.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "htop|“htop” is no option", "--install htop vim|“vim” is no option",
            "--run-command \"echo|The quote \" is not closed.", "--os /x|p2v.os",
            "--update -i disk|-i of virt-v2v", "password:hunter2|is no option" })
    void areRefusedWithTheReason(String line, String reason) {
        assertThatExceptionOfType(BadValueException.class).isThrownBy(() -> ToolOptionLine.parse(line))
                .satisfies(e -> assertThat(e.reason()).contains(reason).doesNotContain("hunter2"));
    }

    @Test
    void areRefusedWithASingleQuoteThatIsNotClosed() {
        assertThatExceptionOfType(BadValueException.class)
                .isThrownBy(() -> ToolOptionLine.parse("--run-command='a \\'\""))
                .withMessageContaining("The quote \" is not closed");
        assertThatExceptionOfType(BadValueException.class).isThrownBy(() -> ToolOptionLine.parse("--run-command='a"))
                .withMessageContaining("The quote ' is not closed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a", "a b", "it's", "\"", "$HOME `id` \\", "a\nb", "-x", "--x=y", "ü 漢" })
    void areReadBackAsTheyWereWritten(String value) {
        List<ToolOption> options = List.of(option("--write", value), option("--update", null), option("-b", "x"),
                option("--write", value), option("-b", value));
        assertThat(ToolOptionLine.parse(ToolOptionLine.write(options))).isEqualTo(options);
    }
}
