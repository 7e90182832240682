package org.virtp2v.ssh.internal;

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

/** Which package of this bundle knows which; the picture is in its {@code package-info}. */
class RoomsTest {
    private static final String TOP = "org.virtp2v.ssh.internal";
    /** Each may know those of the lines before its own; "" is the top. */
    private static final List<List<String>> FLOORS = List.of(List.of("blocking", "hostkey"), List.of("identity"),
            List.of("connection"), List.of("script"), List.of("run", "inspection"), List.of(""));
    /** A class by its full name, as in imports; what comes after the bundle's name is the room. */
    private static final Pattern NAME = Pattern.compile(Pattern.quote(TOP) + "((?:\\.[a-z]\\w*)*)\\.[A-Z*]");

    @Test
    void noRoomKnowsOneAboveOrBesideIt() throws IOException {
        Map<String, TreeSet<String>> known = known();
        assertThat(known.keySet()).containsExactlyInAnyOrderElementsOf(FLOORS.stream().flatMap(List::stream).toList());

        List<String> below = new ArrayList<>();
        for (List<String> floor : FLOORS) {
            for (String room : floor) {
                assertThat(below).as("may be known by \"%s\"", room).containsAll(known.get(room));
            }
            below.addAll(floor);
        }
    }

    /** The other rooms whose classes a room names. */
    private static Map<String, TreeSet<String>> known() throws IOException {
        Path top = Path.of("..", "org.virtp2v.ssh", "src", TOP.replace('.', '/'));
        Map<String, TreeSet<String>> known = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String room = top.relativize(file.getParent()).toString().replace('/', '.');
                TreeSet<String> rooms = known.computeIfAbsent(room, r -> new TreeSet<>());
                NAME.matcher(Files.readString(file)).results()
                        .map(name -> name.group(1).isEmpty() ? "" : name.group(1).substring(1))
                        .filter(other -> !other.equals(room)).forEach(rooms::add);
            }
        }
        return known;
    }
}
