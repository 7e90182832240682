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
 * The trial of the finished guest on the conversion server, {@code trial.py}: its tests are {@code test_trial.py} beside
 * this class, in its own language, with real QEMUs. With {@code releng/verify --full} a real Debian is started too.
 */
@Timeout(value = 1500, unit = TimeUnit.SECONDS)
class TrialProgramTest {
    private static final String TESTS = "bundles/org.virtp2v.core.tests/src/org/virtp2v/core/v2v";
    private static final boolean FULL = Boolean.getBoolean("virtp2v.full");

    @Test
    void passesItsOwnTests() throws Exception {
        // Reading the output has no limit of its own, so the tests have one; it ends what they have started too.
        List<String> tests = List.of("timeout", "-k", "5", FULL ? "1490" : "290", "python3", "-B", "-m", "unittest",
                "-v", "test_trial");
        ProcessBuilder builder = new ProcessBuilder(tests).directory(directory().toFile()).redirectErrorStream(true);
        builder.environment().put("TRIAL_FULL", FULL ? "yes" : "no");
        Process python = builder.start();
        String output;
        try {
            output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            python.destroyForcibly();
        }
        assertThat(python.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.contains("... skipped"))).as("needs only what a machine may lack")
                .allMatch(line -> line.contains("only with releng/verify --full") || line.contains("'root'"));
    }

    private static Path directory() {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path tests = at.resolve(TESTS);
            if (Files.exists(tests.resolve("test_trial.py"))) {
                return tests;
            }
        }
        throw new IllegalStateException("no test_trial.py above " + System.getProperty("user.dir"));
    }
}
