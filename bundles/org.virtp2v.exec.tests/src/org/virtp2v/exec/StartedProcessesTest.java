package org.virtp2v.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Looks at the sources of all bundles, which are in the checkout beside this one. */
class StartedProcessesTest {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    private static final Pattern STARTS_ONE = Pattern
            .compile(
                    "\\bProcessBuilder\\b|\\bRuntime\\b[^;]*\\.exec\\(|\\bDefaultExecutor\\b|\\bDaemonExecutor\\b|\\bCommandLauncher\\w*|swt\\.program\\b");
    private static final Pattern LISTED = Pattern.compile("<li>\\{@code ([\\w.]+)\\}");

    @Test
    void everyClassThatStartsAProcessItselfIsListed() throws IOException {
        Path bundles = Path.of("..").toRealPath();
        String list = Files.readString(bundles.resolve("org.virtp2v.exec/src/org/virtp2v/exec/package-info.java"));
        Set<String> listed = LISTED.matcher(list).results().map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        listed.add(LocalProgram.class.getName());

        assertThat(starting(bundles)).isEqualTo(listed);
    }

    /** The classes of all bundles, without those of tests, whose code has one of the words. */
    private static Set<String> starting(Path bundles) throws IOException {
        Set<String> starting = new TreeSet<>();
        try (Stream<Path> files = Files.walk(bundles)) {
            for (Path file : files.map(bundles::relativize).filter(StartedProcessesTest::isOurs).toList()) {
                if (STARTS_ONE.matcher(COMMENT.matcher(Files.readString(bundles.resolve(file))).replaceAll(""))
                        .find()) {
                    String name = file.subpath(2, file.getNameCount()).toString();
                    starting.add(name.replace('/', '.').replaceFirst("\\.java$", ""));
                }
            }
        }
        return starting;
    }

    /** By its path from the folder of the bundles. */
    private static boolean isOurs(Path file) {
        return file.toString().matches("(?!\\S*\\.test(s|ing)/)[\\w.]+/src/.*\\.java");
    }
}
