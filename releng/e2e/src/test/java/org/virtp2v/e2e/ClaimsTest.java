package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Each claim of the guide's threat model names the tests that hold it, and they exist. */
class ClaimsTest {
    private static final Path PARTS = Checkout.DIR.resolve("bundles/org.virtp2v.doc/parts");
    private static final Pattern CLAIM = Pattern.compile("(?m)^([a-z-]+)::$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z-]+) \\| (\\w+\\.\\w+(?:, \\w+\\.\\w+)*)$");
    /** A class of JUnit, or a file of Python's unittest. */
    private static final Pattern TESTS = Pattern.compile("(\\w+Test)\\.java|(test_\\w+)\\.py");

    @Test
    void everyClaimHasTests() throws IOException {
        List<String> claims = CLAIM.matcher(Files.readString(PARTS.resolve("threats.adoc"))).results()
                .map(m -> m.group(1)).toList();
        assertThat(claims).hasSizeGreaterThan(10).doesNotHaveDuplicates()
                .containsExactlyElementsOf(testsOfClaims().keySet());
    }

    @Test
    void everyTestExists() throws IOException {
        Map<String, Path> files = testFiles();
        for (List<String> tests : testsOfClaims().values()) {
            for (String test : tests) {
                String[] names = test.split("\\.");
                assertThat(files).as(test).containsKey(names[0]);
                assertThat(Files.readString(files.get(names[0]))).as(test)
                        .containsPattern("(void|def) " + names[1] + "\\(");
            }
        }
    }

    /** By name, without what the name ends with. */
    private static Map<String, Path> testFiles() throws IOException {
        Map<String, Path> found = new LinkedHashMap<>();
        for (String top : List.of("bundles", "releng/e2e/src")) {
            try (Stream<Path> files = Files.walk(Checkout.DIR.resolve(top))) {
                files.forEach(file -> {
                    Matcher name = TESTS.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        found.put(name.group(1) != null ? name.group(1) : name.group(2), file);
                    }
                });
            }
        }
        return found;
    }

    private static Map<String, List<String>> testsOfClaims() throws IOException {
        Map<String, List<String>> tests = new LinkedHashMap<>();
        String verified = Files.readString(PARTS.resolve("verified.adoc"));
        Matcher row = ROW.matcher(verified.substring(verified.indexOf("[#verified-claims]")));
        while (row.find()) {
            tests.put(row.group(1), List.of(row.group(2).split(", ")));
        }
        return tests;
    }
}
