package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The kernel command line, taken apart into words. The grammar is that of the C program: words are separated by white
 * space and have the forms {@code key}, {@code key=}, {@code key=value} and {@code key="value with spaces"}; there are
 * only double quotes and no escapes; a quote that is not closed takes the rest of the line. Besides, as the kernel
 * itself has it, a whole word may stand in quotes, {@code "key=value with spaces"}: GRUB can hand on blanks in no other
 * form.
 *
 * @param entries
 *            the words in order, with every occurrence of a key
 * @param unterminatedKey
 *            the key whose quoted value was not closed, or null
 */
public record KernelCommandLine(List<Entry> entries, @Nullable String unterminatedKey) {

    /**
     * One word.
     *
     * @param key
     *            the text before the equals sign
     * @param value
     *            the text after it, without quotes; empty for {@code key=}; null for {@code key} alone
     * @param place
     *            the file and the line that it stands in, for people; empty: on the kernel command line
     */
    public record Entry(String key, @Nullable String value, String place) {
        /** On the kernel command line. */
        public Entry(String key, @Nullable String value) {
            this(key, value, "");
        }

        /** The value; empty also for a key without one. */
        String text() {
            return Objects.requireNonNullElse(value, "");
        }
    }

    public KernelCommandLine {
        entries = List.copyOf(entries);
    }

    /** Takes a command line apart; every text has a meaning, so this never fails. */
    public static KernelCommandLine parse(String line) {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (true) {
            at = skipSpace(line, at);
            if (at == line.length()) {
                return new KernelCommandLine(entries, null);
            }
            int wordEnd = line.charAt(at) == '"' ? line.indexOf('"', at + 1) : -1;
            if (wordEnd > 0) {
                entries.add(quoted(line.substring(at + 1, wordEnd)));
                at = wordEnd + 1;
                continue;
            }
            int keyEnd = at;
            while (keyEnd < line.length() && line.charAt(keyEnd) != '=' && !isSpace(line.charAt(keyEnd))) {
                keyEnd++;
            }
            String key = line.substring(at, keyEnd);
            if (keyEnd == line.length() || line.charAt(keyEnd) != '=') {
                entries.add(new Entry(key, null));
                at = keyEnd;
            } else if (keyEnd + 1 < line.length() && line.charAt(keyEnd + 1) == '"') {
                int close = line.indexOf('"', keyEnd + 2);
                if (close < 0) {
                    entries.add(new Entry(key, line.substring(keyEnd + 2).stripTrailing()));
                    return new KernelCommandLine(entries, key);
                }
                entries.add(new Entry(key, line.substring(keyEnd + 2, close)));
                at = close + 1;
            } else {
                int end = keyEnd + 1;
                while (end < line.length() && !isSpace(line.charAt(end))) {
                    end++;
                }
                entries.add(new Entry(key, line.substring(keyEnd + 1, end)));
                at = end;
            }
        }
    }

    /** The word that stood in quotes as a whole. */
    private static Entry quoted(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? new Entry(word, null) : new Entry(word.substring(0, equals), word.substring(equals + 1));
    }

    private static int skipSpace(String line, int from) {
        int at = from;
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
