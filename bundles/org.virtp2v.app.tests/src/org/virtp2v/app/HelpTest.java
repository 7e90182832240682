package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode run(String... arguments) throws InterruptedException {
        return new Program(InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), "1.2.3", () -> {
                    throw new AssertionError("the engine is not needed");
                }, input -> {
                    throw new AssertionError("the wizard is not needed");
                }).run(arguments);
    }

    @Test
    void namesEveryOptionAndExitCode() throws InterruptedException {
        assertThat(run("--help")).isEqualTo(ExitCode.SUCCESS);
        String help = out.toString(StandardCharsets.UTF_8);
        assertThat(Options.list(Options.Action.LONG_OPTIONS).lines()).allMatch(help::contains);
        assertThat(Arrays.stream(ExitCode.values()).map(c -> "\n%5d  ".formatted(c.code()))).allMatch(help::contains);
    }

    @Test
    void printsTheVersionAsTheCProgramDoes() throws InterruptedException {
        assertThat(run("-V")).isEqualTo(ExitCode.SUCCESS);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("virt-p2v 1.2.3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "unused", "--nonsense", "--cmdline=p2v.port=many" })
    void refusesWithoutTouchingAnything(String argument) throws InterruptedException {
        assertThat(run(argument)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("virt-p2v: error: ");
        assertThat(out.size()).isZero();
    }
}
