package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes {@link Settings} as a kernel command line that {@link SettingsReader} reads back to the same settings. Only
 * what differs from the defaults is written, so the line also suits the next machine. Secrets are never written.
 */
public final class SettingsWriter {
    private final List<String> words = new ArrayList<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    private SettingsWriter() {
    }

    /**
     * The result of writing.
     *
     * @param line
     *            the words, separated by spaces
     * @param leftOut
     *            the long forms of keys that have a value which is not in the line: secrets, and values that the
     *            grammar cannot express
     */
    public record Writing(String line, List<String> leftOut) {
        public Writing {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * Writes settings.
     *
     * @param settings
     *            settings with their defaults filled in
     * @param defaults
     *            the settings when only the output mode is given: {@link Defaults#forOutput}
     * @param isSecret
     *            whether a field of the target, by its key, is a secret
     */
    public static Writing write(Settings settings, Settings defaults, Predicate<String> isSecret) {
        SettingsWriter writer = new SettingsWriter();
        writer.keys(settings, readWith(settings, defaults));
        writer.target(settings.target(), isSecret);
        for (NamedKey key : NamedKey.values()) {
            key.write(settings.virtV2v()).forEach(entry -> writer.put(entry.key(), entry.key(), entry.text(),
                    !NamedKey.isSecret(entry.key(), entry.text())));
        }
        return new Writing(String.join(" ", writer.words), List.copyOf(writer.leftOut));
    }

    /** The defaults beside what is given: a given basis of the clock comes with no offset. */
    private static Settings readWith(Settings settings, Settings defaults) {
        GuestSettings guest = defaults.guest();
        return settings.guest().rtcBasis() == guest.rtcBasis() ? defaults
                : defaults.withGuest(guest.withRtcOffsetSeconds(0));
    }

    private void keys(Settings settings, Settings defaults) {
        for (Key key : Key.values()) {
            if (key.kind().join() != null) {
                key.occurrences(settings).forEach(text -> put(key.longForm(), key.shortestForm(), text,
                        !key.kind().form().isSecret(text)));
            } else if (key.isSecret(settings)) {
                leftOut.add(key.longForm());
            } else if (!key.isSame(settings, defaults)) {
                put(key.longForm(), key.shortestForm(), key.write(settings), key.isReadBack(settings));
            }
        }
    }

    private void target(TargetChoice target, Predicate<String> isSecret) {
        target.values().forEach((field, value) -> {
            String key = TargetChoice.PREFIX + field;
            put(key, key, value.reveal(), !isSecret.test(field));
        });
    }

    /** There are no escapes: a value can have spaces or begin with a quote, or have quotes, but not both. */
    private void put(String longForm, String form, String text, boolean allowed) {
        boolean spaces = text.chars().anyMatch(c -> c == ' ' || c == '\t');
        boolean lines = text.chars().anyMatch(c -> c == '\n' || c == '\r');
        String word = form + "=" + (spaces ? "\"" + text + "\"" : text);
        var read = new KernelCommandLine(List.of(new KernelCommandLine.Entry(form, text)), null);
        if (allowed && !lines && KernelCommandLine.parse(word).equals(read)) {
            words.add(word);
        } else {
            leftOut.add(longForm);
        }
    }
}
