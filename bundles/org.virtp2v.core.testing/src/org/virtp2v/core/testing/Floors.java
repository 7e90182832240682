package org.virtp2v.core.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of a bundle in floors: each may know those of the floors below its own, and no others. What a comment
 * mentions is not known.
 *
 * @param bundle
 *            its folder
 * @param top
 *            the package above all of them
 * @param floors
 *            from the bottom, by their names below the top; "" is the top itself
 */
public record Floors(String bundle, String top, List<List<String>> floors) {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

    /**
     * Each package that knows another above or beside it, and those that are missing in the floors or in the bundle.
     */
    public List<String> faults() throws IOException {
        Map<String, TreeSet<String>> known = known();
        List<String> faults = new ArrayList<>();
        List<String> below = new ArrayList<>();
        for (List<String> floor : floors) {
            for (String own : floor) {
                if (known.containsKey(own)) {
                    Objects.requireNonNull(known.get(own)).stream().filter(other -> !below.contains(other))
                            .forEach(other -> faults.add("\"" + own + "\" knows \"" + other + "\""));
                } else {
                    faults.add("\"" + own + "\" does not exist");
                }
            }
            below.addAll(floor);
        }
        known.keySet().stream().filter(own -> !below.contains(own))
                .forEach(own -> faults.add("\"" + own + "\" is on no floor"));
        return faults;
    }

    private Map<String, TreeSet<String>> known() throws IOException {
        // A class by its full name, as in imports; what comes after the top's name is the package.
        Pattern name = Pattern.compile(Pattern.quote(top) + "((?:\\.[a-z]\\w*)*)\\.[A-Z*]");
        Path folder = Path.of("..", bundle, "src", top.replace('.', '/'));
        Map<String, TreeSet<String>> known = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String own = folder.relativize(file.getParent()).toString().replace('/', '.');
                TreeSet<String> others = known.computeIfAbsent(own, n -> new TreeSet<>());
                name.matcher(COMMENT.matcher(Files.readString(file)).replaceAll("")).results().map(Floors::room)
                        .filter(other -> !other.equals(own)).forEach(others::add);
            }
        }
        return known;
    }

    private static String room(MatchResult name) {
        return name.group(1).isEmpty() ? "" : name.group(1).substring(1);
    }
}
