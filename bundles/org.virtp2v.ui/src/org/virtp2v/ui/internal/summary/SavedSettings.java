package org.virtp2v.ui.internal.summary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.settings.SettingsSource;

/** Choices that were saved: a kernel command line, or settings as {@code p2v.config} fetches them. */
final class SavedSettings {
    /** Nobody has so many settings; such a file is something else. */
    private static final long MOST_BYTES = 1 << 20;

    private SavedSettings() {
    }

    /**
     * Reads a file. A password is in none; that of the fields stays for the same user of the same server.
     *
     * @throws IOException
     *             when it cannot be read, is too large or no text
     * @throws SettingsException
     *             when something in it is not understood
     */
    static Settings read(Path file, Settings current, Targets targets) throws IOException, SettingsException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + ": more than " + MOST_BYTES + " bytes");
        }
        String text = Files.readString(file);
        SettingsReader.Reading reading = text.strip().lines().count() <= 1 && !text.startsWith("#")
                ? SettingsReader.read(text.strip())
                : SettingsReader.read("", SettingsSource.file(file.toString(), text));
        return withPassword(TargetSettings.resolve(reading.settings(), targets), current.server());
    }

    private static Settings withPassword(Settings settings, ServerSettings current) {
        ServerSettings server = settings.server();
        String host = server.host();
        Secret password = current.password();
        return password == null || server.password() != null || host == null || !host.equals(current.host())
                || !server.username().equals(current.username()) ? settings
                        : settings.withServer(server.withPassword(password));
    }
}
