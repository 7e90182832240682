package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;

/**
 * Reads {@link Settings} from a kernel command line. Both forms of every key are known; the first occurrence of a form
 * wins, and the long form wins over the short one. A word that looks like a key of ours but is not becomes a warning; a
 * value that cannot be understood is an error.
 */
public final class SettingsReader {
    private static final Messages TEXT = Messages.beside(SettingsReader.class);

    private static final int LONGEST_SHOWN = 500;

    private final Map<Key, List<KernelCommandLine.Entry>> given = new EnumMap<>(Key.class);
    private final Map<String, Secret> targetValues = new LinkedHashMap<>();
    private VirtV2vSettings named = VirtV2vSettings.NONE;
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
     */
    public record Reading(Settings settings, List<String> warnings) {
    }

    /**
     * Reads a kernel command line.
     *
     * @throws SettingsException
     *             when values cannot be understood; it names all of them
     */
    public static Reading read(String commandLine) throws SettingsException {
        var reader = new SettingsReader();
        reader.sort(KernelCommandLine.parse(commandLine));
        Settings settings = reader.settings();
        if (!reader.problems.isEmpty()) {
            throw new SettingsException(reader.problems);
        }
        return new Reading(settings, List.copyOf(reader.warnings));
    }

    private void sort(KernelCommandLine line) {
        Set<String> seen = new HashSet<>();
        for (KernelCommandLine.Entry entry : line.entries()) {
            if (!entry.key().startsWith(Key.PREFIX)) {
                continue;
            }
            if (entry.key().startsWith(TargetChoice.PREFIX)) {
                targetValue(entry);
                continue;
            }
            var namedKey = NamedKey.find(entry.key());
            if (namedKey.isPresent()) {
                namedValue(namedKey.get(), entry, seen.add(entry.key()));
                continue;
            }
            var key = Key.of(entry.key());
            if (key.isEmpty()) {
                if (seen.add(entry.key())) {
                    unknown(entry.key());
                }
            } else if (key.get().kind().join() != null) {
                given.computeIfAbsent(key.get(), k -> new ArrayList<>()).add(entry);
            } else if (!seen.add(entry.key())) {
                warnings.add(TEXT.get("repeatedKey", shown(entry.key())));
            } else {
                boolean isLong = entry.key().equals(key.get().longForm());
                var only = List.of(entry);
                var other = isLong ? given.put(key.get(), only) : given.putIfAbsent(key.get(), only);
                if (other != null) {
                    warnings.add(
                            TEXT.get("bothForms", key.get().longForm(), (isLong ? other : only).getFirst().key()));
                }
            }
        }
        String unterminated = line.unterminatedKey();
        if (unterminated != null && unterminated.startsWith(Key.PREFIX)) {
            warnings.add(TEXT.get("unterminatedQuote", shown(unterminated)));
        }
    }

    private void unknown(String key) {
        warnings.add(Key.nearest(key).map(near -> TEXT.get("unknownKeyNear", shown(key), near))
                .orElseGet(() -> TEXT.get("unknownKey", shown(key))));
    }

    private void targetValue(KernelCommandLine.Entry entry) {
        String field = entry.key().substring(TargetChoice.PREFIX.length());
        if (targetValues.putIfAbsent(field, new Secret(entry.text())) != null) {
            warnings.add(TEXT.get("repeatedKey", shown(entry.key())));
        }
    }

    private void namedValue(NamedKey key, KernelCommandLine.Entry entry, boolean first) {
        if (!first && !key.adds()) {
            warnings.add(TEXT.get("repeatedKey", shown(entry.key())));
            return;
        }
        try {
            named = key.read(entry.key(), entry.text(), named);
        } catch (IllegalArgumentException e) {
            problems.add(TEXT.get("badValue", shown(entry.key()), shown(NamedKey.show(entry.key(), entry.text())),
                    TEXT.get(key.expectation(), String.join(", ", ToolVariables.NAMES))));
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
            String why = e instanceof BadValueException bad ? bad.reason() : TEXT.get(key.kind().expectation());
            problems.add(TEXT.get("badValue", entry.key(), shown(key.kind().mask(text)), why));
            return settings;
        }
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
