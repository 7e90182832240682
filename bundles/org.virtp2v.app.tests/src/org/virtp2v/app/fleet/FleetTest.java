package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.testing.FakeServer;

class FleetTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws InterruptedException {
        return Fleet.of(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), null, "1.2.3", new FakeServer(),
                Targets.NONE, Path.of("/")).run(arguments);
    }

    @Test
    void tellsItsVersion() throws InterruptedException {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("virt-p2v-fleet 1.2.3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "nonsense", "--nonsense", "" })
    void refusesWhatItDoesNotKnow(String argument) throws InterruptedException {
        assertThat(run(argument)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("virt-p2v-fleet: error: ").contains("--help");
        assertThat(out.size()).isZero();
    }

    @Test
    void saysWhatIsMissingWithoutACommand() throws InterruptedException {
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Say what to do");
    }
}
