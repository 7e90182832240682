package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Runs the tests of a program for the conversion server, which are beside this class and in its own language. */
final class PythonTests {
    private static final String TESTS = "bundles/org.virtp2v.core.tests/src/org/virtp2v/core/v2v";

    private PythonTests() {
    }

    /**
     * Runs a module of tests, which must pass.
     *
     * @param module
     *            the name of its file, without {@code .py}
     * @param seconds
     *            how long it may take
     * @param environment
     *            variables for it, besides those of this process
     * @param mayBeSkipped
     *            which lines that say that a test was skipped are accepted
     */
    static void pass(String module, int seconds, Map<String, String> environment, Predicate<String> mayBeSkipped)
            throws Exception {
        // Reading the output has no limit of its own, so the tests have one; it ends what they have started too.
        List<String> tests = List.of("timeout", "-k", "5", String.valueOf(seconds), "python3", "-B", "-m", "unittest",
                "-v", module);
        ProcessBuilder builder = new ProcessBuilder(tests).directory(directory(module).toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process python = builder.start();
        try {
            String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(python.waitFor()).as(output).isZero();
            assertThat(output.lines().filter(line -> line.contains("... skipped")))
                    .as("needs only what a machine may lack").allMatch(mayBeSkipped);
        } finally {
            python.destroyForcibly();
        }
    }

    private static Path directory(String module) {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path tests = at.resolve(TESTS);
            if (Files.exists(tests.resolve(module + ".py"))) {
                return tests;
            }
        }
        throw new IllegalStateException("no " + module + ".py above " + System.getProperty("user.dir"));
    }
}
