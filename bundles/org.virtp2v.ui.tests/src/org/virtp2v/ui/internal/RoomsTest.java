package org.virtp2v.ui.internal;

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

/** Which package of the wizard knows which; the picture is in ARCHITECTURE. What a comment mentions is not known. */
class RoomsTest {
    private static final String TOP = "org.virtp2v.ui.internal";
    /** Each may know those of the lines before its own. */
    private static final List<List<String>> FLOORS = List.of(List.of("model", "widgets"), List.of("login"),
            List.of("checks"), List.of("shell"), List.of("server", "machine", "conversion"), List.of("summary"));
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    /** A class of the wizard by its full name, as in imports. */
    private static final Pattern NAME = Pattern
            .compile("org\\.virtp2v\\.ui\\.(?:internal\\.([a-z]\\w*)\\.)?([A-Z]\\w*|\\*)");

    @Test
    void noRoomKnowsOneAboveOrBesideIt() throws IOException {
        Map<String, TreeSet<String>> known = known();
        assertThat(known.keySet()).containsExactlyInAnyOrderElementsOf(FLOORS.stream().flatMap(List::stream).toList());

        // What the wizard is given.
        List<String> below = new ArrayList<>(List.of("Desktop", "WizardInput"));
        for (List<String> floor : FLOORS) {
            for (String room : floor) {
                assertThat(below).as("may be known by \"%s\"", room).containsAll(known.get(room));
            }
            below.addAll(floor);
        }
    }

    /** The other rooms whose classes a room names, and the classes of the bundle's way in. */
    private static Map<String, TreeSet<String>> known() throws IOException {
        Path top = Path.of("..", "org.virtp2v.ui", "src", TOP.replace('.', '/'));
        Map<String, TreeSet<String>> known = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String own = top.relativize(file.getParent()).toString();
                TreeSet<String> others = known.computeIfAbsent(own, n -> new TreeSet<>());
                NAME.matcher(COMMENT.matcher(Files.readString(file)).replaceAll("")).results()
                        .map(name -> name.group(1) == null ? name.group(2) : name.group(1))
                        .filter(other -> !other.equals(own)).forEach(others::add);
            }
        }
        return known;
    }
}
