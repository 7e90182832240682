package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.settings.Key;

/** Looks at the messages files of all bundles: they are in the checkout beside this one. */
class MessagesTest {

    private static final Pattern TRANSLATION = Pattern.compile("messages_(\\w+)\\.properties");
    /** Its number and its kind; a choice has words in it. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d+(?:,\\w+)?");
    /** A key of the kernel command line. */
    private static final Pattern KEY = Pattern.compile("\\bp2v\\.[a-z_]+(?:\\.[a-z_]+)*");
    private static final Pattern ENTRY = Pattern.compile("(?m)^([\\w.-]+)\\s*=");
    /** An ampersand that is not doubled underlines the character after it. */
    private static final Pattern MNEMONIC = Pattern.compile("(?<!&)(?:&&)*&[^&\\s]");

    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    private static List<Path> sourceFiles(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            return files.filter(f -> f.getFileName().toString().matches(name))
                    .filter(f -> f.toString().contains("/src/")).sorted().toList();
        }
    }

    static List<Path> messageFiles() throws IOException {
        return sourceFiles("messages\\.properties");
    }

    static List<Path> translations() throws IOException {
        return sourceFiles(TRANSLATION.pattern());
    }

    static List<Path> messageFilesAndTranslations() throws IOException {
        return Stream.concat(messageFiles().stream(), translations().stream()).toList();
    }

    private static Properties original(Path translation) throws IOException {
        return load(translation.resolveSibling("messages.properties"));
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
        return sources(Files.walk(sourceRoot(file)));
    }

    private static Path sourceRoot(Path file) {
        Path root = file;
        while (!root.endsWith("src")) {
            root = root.getParent();
        }
        return root;
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
    @MethodSource("messageFilesAndTranslations")
    void usesATypographicApostropheSoThatNoQuoteIsLost(Path file) throws IOException {
        assertThat(load(file).values()).noneMatch(text -> text.toString().contains("'"));
    }

    /** Of two texts with one key only the last would be seen. */
    @ParameterizedTest
    @MethodSource("messageFilesAndTranslations")
    void hasEachKeyOnce(Path file) throws IOException {
        String text = Files.readString(file).replaceAll("\\\\\\R\\s*", "");
        assertThat(ENTRY.matcher(text).results().map(r -> r.group(1))).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("messageFiles")
    void hasNoTextThatNothingUses(Path file) throws IOException {
        String sources = sourcesInBundle(file);
        assertThat(load(file).stringPropertyNames()).allMatch(key -> isUsed(key, sources));
    }

    /** A key may be put together: its part before or after the last dot stands in the source, with the dot. */
    private static boolean isUsed(String key, String sources) {
        int dot = key.lastIndexOf('.');
        return sources.contains('"' + key + '"') || dot >= 0
                && (sources.contains('"' + key.substring(0, dot + 1) + '"')
                        || sources.contains('"' + key.substring(dot) + '"'));
    }

    @ParameterizedTest
    @MethodSource("messageFiles")
    void hasEveryTextThatIsAskedForByName(Path file) throws IOException {
        var known = load(file).stringPropertyNames();
        var asked = Pattern.compile("(?:TEXT|text\\(\\))\\.get\\(\"([\\w.-]+)\"[,)]").matcher(sourcesBeside(file));
        assertThat(asked.results().map(r -> r.group(1))).allMatch(known::contains);
    }

    /** What a pattern finds in each text, by key; where it finds nothing is left out. */
    private static Map<String, TreeSet<String>> found(Properties texts, Pattern pattern,
            Function<MatchResult, String> as) {
        Map<String, TreeSet<String>> all = new TreeMap<>();
        for (String key : texts.stringPropertyNames()) {
            var found = pattern.matcher(texts.getProperty(key)).results().map(as)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!found.isEmpty()) {
                all.put(key, found);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("translations")
    void translatesEveryText(Path file) throws IOException {
        assertThat(load(file).stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(original(file).stringPropertyNames());
    }

    @ParameterizedTest
    @MethodSource("translations")
    void translatesWithTheSamePlaceholders(Path file) throws IOException {
        assertThat(found(load(file), PLACEHOLDER, MatchResult::group))
                .isEqualTo(found(original(file), PLACEHOLDER, MatchResult::group));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void leavesTheKeysOfTheKernelCommandLineAsTheyAre(Path file) throws IOException {
        assertThat(found(load(file), KEY, MatchResult::group))
                .isEqualTo(found(original(file), KEY, MatchResult::group));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void translatesWithAMnemonicWhereTheOriginalHasOne(Path file) throws IOException {
        assertThat(found(load(file), MNEMONIC, m -> "&").keySet())
                .isEqualTo(found(original(file), MNEMONIC, m -> "&").keySet());
    }

    @Test
    void translatesABundleAsAWhole() throws IOException {
        Map<Path, Map<String, List<Path>>> directories = new HashMap<>();
        for (Path file : translations()) {
            var matcher = TRANSLATION.matcher(file.getFileName().toString());
            assertThat(matcher.matches()).isTrue();
            directories.computeIfAbsent(sourceRoot(file), f -> new TreeMap<>())
                    .computeIfAbsent(matcher.group(1), f -> new ArrayList<>()).add(file.getParent());
        }
        assertThat(directories).isNotEmpty();
        List<Path> originals = messageFiles();
        directories.forEach((root, languages) -> languages.forEach((language, translated) -> assertThat(translated)
                .as(language + " in " + root).containsExactlyInAnyOrderElementsOf(
                        originals.stream().filter(f -> f.startsWith(root)).map(Path::getParent).toList())));
    }

    @ParameterizedTest
    @CsvSource({ "de, de", "de-AT, de", "en, en", "en-US, en", "fr, en", "und, en" })
    void speaksTheLanguageThatIsAskedForWhateverTheDefaultIs(String asked, String expected) {
        String text = expected.equals("de") ? "Zahl" : "number";
        for (Locale other : List.of(Locale.GERMANY, Locale.UK, Locale.ROOT)) {
            Locale.setDefault(other);
            ResourceBundle.clearCache(Key.class.getClassLoader());
            assertThat(Messages.beside(Key.class, Locale.forLanguageTag(asked)).get("expectPort")).contains(text);
        }
    }

    @ParameterizedTest
    @CsvSource({ "de-DE, Zahl", "en-GB, number", "fr-FR, number" })
    void speaksTheLanguageOfTheUser(String user, String text) {
        Locale.setDefault(Locale.forLanguageTag(user));
        assertThat(Messages.beside(Key.class).get("expectPort")).contains(text);
    }
}
