package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;

/**
 * Reads {@link Settings} from a kernel command line, and from a file that adds to it. Both forms of every key are
 * known; the first occurrence of a form wins, and the long form wins over the short one; what the command line has of a
 * key wins over all that the file has of it. A word that looks like a key of ours but is not becomes a warning; a value
 * that cannot be understood is an error.
 */
public final class SettingsReader {
    private static final Messages TEXT = Messages.beside(SettingsReader.class);

    private static final int LONGEST_SHOWN = 500;

    private final Map<Key, List<KernelCommandLine.Entry>> given = new EnumMap<>(Key.class);
    private final Map<String, Secret> targetValues = new LinkedHashMap<>();
    private VirtV2vSettings named = VirtV2vSettings.NONE;
    /** Where each key stands that is given, by its long form. */
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {
    }

    /**
     * The result of reading.
     *
     * @param settings
     *            the settings
     * @param warnings
     *            warnings, such as unknown keys
     * @param origins
     *            the name of the source that each given key was read from, by the long form of the key, in the order in
     *            which they were found
     */
    public record Reading(Settings settings, List<String> warnings, Map<String, String> origins) {
    }

    /**
     * Reads a kernel command line.
     *
     * @throws SettingsException
     *             when values cannot be understood; it names all of them
     */
    public static Reading read(String commandLine) throws SettingsException {
        return read(List.of(SettingsSource.of(KernelCommandLine.parse(commandLine))));
    }

    /**
     * Reads a kernel command line, and a file with further settings.
     *
     * @throws SettingsException
     *             when lines or values cannot be understood; it names all of them
     */
    public static Reading read(String commandLine, SettingsSource file) throws SettingsException {
        return read(List.of(SettingsSource.of(KernelCommandLine.parse(commandLine)), file));
    }

    /** Whether there is such a key, in its long or short form, with a name in it where it needs one. */
    public static boolean isKey(String key) {
        return key.startsWith(TargetChoice.PREFIX) && key.length() > TargetChoice.PREFIX.length()
                || NamedKey.find(key).isPresent() || Key.of(key).isPresent();
    }

    /** The known key nearest to a misspelt one, when it is near enough. */
    public static Optional<String> nearestKey(String misspelt) {
        return Key.nearest(misspelt);
    }

    private static Reading read(List<SettingsSource> sources) throws SettingsException {
        var reader = new SettingsReader();
        for (SettingsSource source : sources) {
            reader.sort(source);
        }
        Settings settings = reader.settings();
        if (!reader.problems.isEmpty()) {
            throw new SettingsException(reader.problems);
        }
        return new Reading(settings, List.copyOf(reader.warnings),
                Collections.unmodifiableMap(new LinkedHashMap<>(reader.origins)));
    }

    private void sort(SettingsSource source) {
        problems.addAll(source.problems());
        Set<String> decided = Set.copyOf(origins.keySet());
        Set<String> seen = new HashSet<>();
        for (KernelCommandLine.Entry entry : source.entries()) {
            if (!entry.key().startsWith(Key.PREFIX)) {
                continue;
            }
            String name = Key.of(entry.key()).map(Key::longForm).orElse(entry.key());
            if (!decided.contains(name) && sort(entry, seen)) {
                origins.putIfAbsent(name, source.name());
            }
        }
        String unterminated = source.unterminatedKey();
        if (unterminated != null && unterminated.startsWith(Key.PREFIX)) {
            warn("", "unterminatedQuote", shown(unterminated));
        }
    }

    /** Whether it is a key. */
    private boolean sort(KernelCommandLine.Entry entry, Set<String> seen) {
        if (entry.key().startsWith(TargetChoice.PREFIX)) {
            targetValue(entry);
            return true;
        }
        var namedKey = NamedKey.find(entry.key());
        if (namedKey.isPresent()) {
            namedValue(namedKey.get(), entry, seen.add(entry.key()));
            return true;
        }
        var key = Key.of(entry.key());
        if (key.isEmpty()) {
            boolean live = entry.place().isEmpty() && LiveKey.isOne(entry.key());
            if (!live && seen.add(entry.key())) {
                unknown(entry);
            }
            return false;
        }
        if (key.get().kind().join() != null) {
            given.computeIfAbsent(key.get(), k -> new ArrayList<>()).add(entry);
        } else if (!seen.add(entry.key())) {
            warn(entry.place(), "repeatedKey", shown(entry.key()));
        } else {
            boolean isLong = entry.key().equals(key.get().longForm());
            var only = List.of(entry);
            var other = isLong ? given.put(key.get(), only) : given.putIfAbsent(key.get(), only);
            if (other != null) {
                warn(entry.place(), "bothForms", key.get().longForm(), (isLong ? other : only).getFirst().key());
            }
        }
        return true;
    }

    private void warn(String place, String text, String... arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length, Object[].class);
        warnings.add(place.isEmpty() ? TEXT.get(text, all) : TEXT.get("inFile", place, TEXT.get(text + ".file", all)));
    }

    private void unknown(KernelCommandLine.Entry entry) {
        String key = shown(entry.key());
        Key.nearest(entry.key()).ifPresentOrElse(near -> warn(entry.place(), "unknownKeyNear", key, near),
                () -> warn(entry.place(), "unknownKey", key));
    }

    private void targetValue(KernelCommandLine.Entry entry) {
        String field = entry.key().substring(TargetChoice.PREFIX.length());
        if (targetValues.putIfAbsent(field, new Secret(entry.text())) != null) {
            warn(entry.place(), "repeatedKey", shown(entry.key()));
        }
    }

    private void namedValue(NamedKey key, KernelCommandLine.Entry entry, boolean first) {
        if (!first && !key.adds()) {
            warn(entry.place(), "repeatedKey", shown(entry.key()));
            return;
        }
        try {
            named = key.read(entry.key(), entry.text(), named);
        } catch (IllegalArgumentException e) {
            problem(entry, NamedKey.show(entry.key(), entry.text()),
                    TEXT.get(key.expectation(), String.join(", ", ToolVariables.NAMES)));
        }
    }

    private Settings settings() {
        Settings settings = Settings.NONE.withVirtV2v(named);
        for (Map.Entry<Key, List<KernelCommandLine.Entry>> key : given.entrySet()) {
            for (KernelCommandLine.Entry entry : key.getValue()) {
                settings = value(key.getKey(), entry, settings);
            }
        }
        String id = settings.target().id();
        boolean mode = id != null && isGiven(Key.OUTPUT_TYPE);
        return settings.withTarget(new TargetChoice(id, mode ? settings.output().type() : null, targetValues));
    }

    private Settings value(Key key, KernelCommandLine.Entry entry, Settings settings) {
        String text = entry.text();
        if (text.isEmpty() && key.kind().isNothingWhenEmpty()) {
            return settings;
        }
        try {
            return key.read(text, settings);
        } catch (IllegalArgumentException e) {
            String why = e instanceof BadValueException bad ? bad.reason()
                    : TEXT.get(key.kind().expectation(), ConfigUrl.names());
            problem(entry, key.kind().mask(text), why);
            return settings;
        }
    }

    private void problem(KernelCommandLine.Entry entry, String value, String why) {
        String problem = TEXT.get("badValue", shown(entry.key()), shown(value), why);
        problems.add(entry.place().isEmpty() ? problem : TEXT.get("inFile", entry.place(), problem));
    }

    /** The start of what stands there, on one line. */
    private static String shown(String text) {
        boolean whole = text.length() <= LONGEST_SHOWN;
        String start = TerminalFilter.plain(whole ? text : text.substring(0, LONGEST_SHOWN)).replace('\n', ' ')
                .replace('\t', ' ');
        return whole ? start : start + "…";
    }

    private boolean isGiven(Key key) {
        List<KernelCommandLine.Entry> entries = given.getOrDefault(key, List.of());
        return !entries.stream().allMatch(entry -> entry.text().isEmpty());
    }
}
