package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks at the messages files of all bundles: they are in the checkout beside this one. */
class MessagesTest {

    static List<Path> messageFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            return files.filter(f -> f.endsWith("messages.properties"))
                    .filter(f -> f.toString().contains("/src/")).toList();
        }
    }

    private static Properties load(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static String sourcesBeside(Path file) throws IOException {
        return sources(Files.list(file.getParent()));
    }

    /** A page's texts are asked for by what is common to all pages, too. */
    private static String sourcesInBundle(Path file) throws IOException {
        Path root = file;
        while (!root.endsWith("src")) {
            root = root.getParent();
        }
        return sources(Files.walk(root));
    }

    private static String sources(Stream<Path> files) throws IOException {
        var text = new StringBuilder();
        try (files) {
            for (Path source : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                text.append(Files.readString(source));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("messageFiles")
    void usesATypographicApostropheSoThatNoQuoteIsLost(Path file) throws IOException {
        assertThat(load(file).values()).noneMatch(text -> text.toString().contains("'"));
    }

    @ParameterizedTest
    @MethodSource("messageFiles")
    void hasNoTextThatNothingUses(Path file) throws IOException {
        String sources = sourcesInBundle(file);
        // A key may be put together: then its beginning, up to the last dot, stands in the source.
        assertThat(load(file).stringPropertyNames()).allMatch(key -> sources.contains('"' + key + '"')
                || key.contains(".") && sources.contains('"' + key.substring(0, key.lastIndexOf('.') + 1) + '"'));
    }

    @ParameterizedTest
    @MethodSource("messageFiles")
    void hasEveryTextThatIsAskedForByName(Path file) throws IOException {
        var known = load(file).stringPropertyNames();
        var asked = java.util.regex.Pattern.compile("(?:TEXT|text\\(\\))\\.get\\(\"([\\w.-]+)\"[,)]").matcher(sourcesBeside(file));
        assertThat(asked.results().map(r -> r.group(1))).allMatch(known::contains);
    }
}
