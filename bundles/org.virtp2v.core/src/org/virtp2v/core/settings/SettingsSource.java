package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;

/**
 * Keys with their values, and where they stand.
 *
 * @param name
 *            where, for people; empty: on the kernel command line
 * @param entries
 *            the keys in order, with every occurrence
 * @param unterminatedKey
 *            the key whose quoted value was not closed, or null
 * @param problems
 *            lines that cannot be understood, for people
 */
public record SettingsSource(String name, List<KernelCommandLine.Entry> entries, @Nullable String unterminatedKey,
        List<String> problems) {
    private static final Messages TEXT = Messages.beside(SettingsSource.class);
    private static final int LONGEST_SHOWN = 60;
    /** A word that begins a further key on the same line. */
    private static final String FURTHER_KEY = "(?s).*\\s" + Key.PREFIX.replace(".", "\\.") + "[a-z0-9_.]+=.*";

    public SettingsSource {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /** The kernel command line. */
    static SettingsSource of(KernelCommandLine line) {
        return new SettingsSource("", line.entries(), line.unterminatedKey(), List.of());
    }

    /**
     * A file with one {@code key=value} a line. Blank lines, and those that begin with {@code #}, mean nothing. A value
     * ends with its line, so blanks in it need no quotes; it may stand in double quotes.
     *
     * @param name
     *            where it is, for people; empty: nobody has to find it
     * @param text
     *            its content
     */
    public static SettingsSource file(String name, String text) {
        List<KernelCommandLine.Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String raw : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r?\n|\r", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String place = name.isEmpty() ? "" : TEXT.get("line", name, String.valueOf(number));
            String fault = read(line, place, entries);
            if (fault != null) {
                problems.add(TEXT.get("inFile", place, TEXT.get(fault, shown(line))));
            }
        }
        return new SettingsSource(name, entries, null, problems);
    }

    /** Adds an entry; or tells the key of the text that says why there is none. */
    private static @Nullable String read(String line, String place,
            List<KernelCommandLine.Entry> entries) {
        String word = line;
        if (line.startsWith("\"")) {
            if (line.length() < 2 || line.indexOf('"', 1) != line.length() - 1) {
                return "line.quotes";
            }
            word = line.substring(1, line.length() - 1);
        }
        int equals = word.indexOf('=');
        String key = equals < 0 ? word : word.substring(0, equals).strip();
        String value = equals < 0 ? null : word.substring(equals + 1).strip();
        if (!key.startsWith(Key.PREFIX) || key.matches(".*\\s.*")) {
            return "line.noKey";
        }
        if (key.equals(Key.CONFIG.longForm()) || key.startsWith(Key.CONFIG.longForm() + ".")) {
            return "line.config";
        }
        if (value != null && value.startsWith("\"")) {
            if (value.length() < 2 || value.indexOf('"', 1) != value.length() - 1) {
                return "line.quotes";
            }
            value = value.substring(1, value.length() - 1);
        } else if (value != null && value.matches(FURTHER_KEY)) {
            return "line.several";
        }
        if (word.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            return "line.control";
        }
        entries.add(new KernelCommandLine.Entry(key, value, place));
        return null;
    }

    /** The key: a value may be a secret. */
    private static String shown(String line) {
        String start = TerminalFilter.plain(line.split("=", 2)[0]).replace('\n', ' ').strip();
        return start.length() <= LONGEST_SHOWN ? start : start.substring(0, LONGEST_SHOWN) + "…";
    }
}
