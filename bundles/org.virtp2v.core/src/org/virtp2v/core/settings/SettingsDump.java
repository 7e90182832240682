package org.virtp2v.core.settings;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Prints settings for people and scripts: one line a field, in the format of {@code p2v.dump_config_and_exit}. */
public final class SettingsDump {
    /** The keys that the C program dumps, in its order. */
    private static final Set<Key> KEYS = EnumSet.range(Key.REMOTE_SERVER, Key.OUTPUT_MISC);
    private static final String ABSENT = "(none)";
    private final StringBuilder out = new StringBuilder();

    private SettingsDump() {
    }

    /**
     * The dump, ending with a newline. No password is in it, also none inside of URLs and {@code -oo} options.
     *
     * @param settings
     *            settings with their defaults filled in
     * @param localVersion
     *            version of this program
     * @param remoteVersion
     *            version of virt-v2v; null before a connection
     */
    public static String of(Settings settings, String localVersion, @Nullable String remoteVersion) {
        var dump = new SettingsDump();
        dump.line("local version", localVersion);
        dump.line("remote version", remoteVersion == null ? "" : remoteVersion);
        for (Key key : KEYS) {
            dump.line(key, settings);
            if (key == Key.AUTH_IDENTITY_URL) {
                // The C program copies the key to a file; here it stays in memory, and the two lines remain for
                // scripts.
                dump.line("auth.identity.file", "");
                dump.line("auth.identity.file_needs_update", String.valueOf(settings.server().identityUrl() != null));
            }
        }
        dump.target(settings);
        dump.virtV2v(settings);
        return dump.out.toString();
    }

    /**
     * Where the values come from, for a dump of settings of which some were fetched: a line for each key that is given.
     *
     * @param reading
     *            what was read of them
     * @param tried
     *            where they were looked for, and what was found there, for people
     */
    public static String origins(SettingsReader.Reading reading, List<String> tried) {
        var dump = new SettingsDump();
        tried.forEach(place -> dump.line(name(Key.CONFIG), place));
        reading.origins().forEach((key, source) -> dump.line("from." + key.substring(Key.PREFIX.length()),
                source.isEmpty() ? "kernel command line" : source));
        return dump.out.toString();
    }

    /** The C program has no targets, so there are lines only where one is asked for. */
    private void target(Settings settings) {
        if (settings.target().id() != null) {
            line(Key.TARGET, settings);
        }
        settings.target().values().forEach((field, value) -> line("target." + field, value.toString()));
    }

    /** Nor has it these. */
    private void virtV2v(Settings settings) {
        if (settings.virtV2v().root() != null) {
            line(Key.ROOT, settings);
        }
        settings.virtV2v().options().forEach(option -> line(name(Key.VIRT_V2V), option.shown()));
        for (NamedKey key : NamedKey.values()) {
            key.write(settings.virtV2v()).forEach(entry -> line(entry.key().substring(Key.PREFIX.length()),
                    NamedKey.show(entry.key(), entry.text())));
        }
    }

    private void line(Key key, Settings settings) {
        line(name(key), key.show(settings));
    }

    private static String name(Key key) {
        return key.longForm().substring(Key.PREFIX.length());
    }

    private void line(String name, String value) {
        out.append(String.format(Locale.ROOT, "%-20s %s%n", name, value.isEmpty() ? ABSENT : value));
    }
}
