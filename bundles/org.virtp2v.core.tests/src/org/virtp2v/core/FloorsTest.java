package org.virtp2v.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Which package of this bundle knows which. What a comment mentions is not known. */
class FloorsTest {
    private static final String TOP = "org.virtp2v.core";
    /** Each may know those of the lines before its own. */
    private static final List<List<String>> FLOORS = List.of(List.of("text", "failure"),
            List.of("machine", "mode", "server", "source"), List.of("settings", "progress"), List.of("output"),
            List.of("plan"),
            List.of("preflight", "v2v"), List.of("convert"));
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    /** A class by its full name, as in imports; what comes after the bundle's name is the package. */
    private static final Pattern NAME = Pattern.compile(Pattern.quote(TOP) + "\\.([a-z]\\w*)\\.[A-Z*]");

    @Test
    void noPackageKnowsOneAboveOrBesideIt() throws IOException {
        Map<String, TreeSet<String>> known = known();
        assertThat(known.keySet()).containsExactlyInAnyOrderElementsOf(FLOORS.stream().flatMap(List::stream).toList());

        List<String> below = new ArrayList<>();
        for (List<String> floor : FLOORS) {
            for (String name : floor) {
                assertThat(below).as("may be known by \"%s\"", name).containsAll(known.get(name));
            }
            below.addAll(floor);
        }
    }

    /** The other packages whose classes a package names. */
    private static Map<String, TreeSet<String>> known() throws IOException {
        Path top = Path.of("..", TOP, "src", TOP.replace('.', '/'));
        Map<String, TreeSet<String>> known = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String own = top.relativize(file.getParent()).toString().replace('/', '.');
                TreeSet<String> others = known.computeIfAbsent(own, n -> new TreeSet<>());
                String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
                NAME.matcher(code).results().map(name -> name.group(1)).filter(other -> !other.equals(own))
                        .forEach(others::add);
            }
        }
        return known;
    }
}
