package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs the tests of a program for the conversion server, which are beside this class and in its own language. */
final class PythonTests {
    private static final String TESTS = "bundles/org.virtp2v.core.tests/src/org/virtp2v/core/v2v";

    private PythonTests() {
    }

    /**
     * Runs modules of tests, which must pass.
     *
     * @param prefix
     *            what their names begin with; a module alone is one too
     * @param seconds
     *            how long it may take
     * @param environment
     *            variables for it, besides those of this process
     * @param mayBeSkipped
     *            which lines that say that a test was skipped are accepted
     */
    static void pass(String prefix, int seconds, Map<String, String> environment, Predicate<String> mayBeSkipped)
            throws Exception {
        Path directory = inCheckout(TESTS);
        // Reading the output has no limit of its own, so the tests have one; it ends what they have started too.
        List<String> tests = new ArrayList<>(
                List.of("timeout", "-k", "5", String.valueOf(seconds), "python3", "-B", "-m", "unittest", "-v"));
        tests.addAll(modules(directory, prefix));
        ProcessBuilder builder = new ProcessBuilder(tests).directory(directory.toFile()).redirectErrorStream(true);
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

    private static List<String> modules(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> modules = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(".py"))
                    .map(name -> name.substring(0, name.length() - ".py".length())).sorted().toList();
            assertThat(modules).as("%s in %s", prefix, directory).isNotEmpty();
            return modules;
        }
    }

    /** Where the programs are themselves, as they are in this checkout. */
    static Path programs() {
        return inCheckout("bundles/org.virtp2v.core/src/org/virtp2v/core/v2v");
    }

    private static Path inCheckout(String name) {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path there = at.resolve(name);
            if (Files.exists(there)) {
                return there;
            }
        }
        throw new IllegalStateException("no " + name + " above " + System.getProperty("user.dir"));
    }
}
