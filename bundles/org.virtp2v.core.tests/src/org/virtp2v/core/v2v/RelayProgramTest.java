package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The relay that runs on the conversion server, {@code relay.py}: its tests are {@code test_relay.py} beside this
 * class, in its own language, with real NBD clients.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RelayProgramTest {
    private static final String TESTS = "bundles/org.virtp2v.core.tests/src/org/virtp2v/core/v2v";

    @Test
    void passesItsOwnTests() throws Exception {
        // Reading the output has no limit of its own, so the tests have one; it ends what they have started too.
        List<String> tests = List.of("timeout", "-k", "5", "290", "python3", "-B", "-m", "unittest", "-v",
                "test_relay");
        Process python = new ProcessBuilder(tests).directory(directory().toFile()).redirectErrorStream(true).start();
        String output;
        try {
            output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            python.destroyForcibly();
        }
        assertThat(python.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.contains("... skipped"))).as("needs only what a machine may lack")
                .allMatch(line -> line.contains("IPv6"));
    }

    private static Path directory() {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path tests = at.resolve(TESTS);
            if (Files.exists(tests.resolve("test_relay.py"))) {
                return tests;
            }
        }
        throw new IllegalStateException("no test_relay.py above " + System.getProperty("user.dir"));
    }
}
