package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.settings.Settings;

/**
 * The settings and keys of a site, in a directory: on the live image a copy of what a stick labelled {@code P2VDATA}
 * has.
 *
 * @param directory
 *            an absolute path; null: there are none
 */
record SiteData(@Nullable Path directory) {
    /** For one machine, see {@link org.virtp2v.core.settings.ConfigUrl}, and for all others. */
    private static final List<String> FILES = List.of("{mac}.conf", "{serial}.conf", "{uuid}.conf", "virt-p2v.conf");
    /** The private key that is used where the settings name none. */
    private static final String IDENTITY = "identity";

    /** What the options name. */
    static SiteData of(Options options) {
        String directory = options.data();
        return new SiteData(directory == null ? null : Path.of(directory).toAbsolutePath());
    }

    /**
     * The files that may have this machine's settings, as {@code p2v.config} has them: the first that is there counts.
     * None where the directory has no settings at all.
     *
     * @throws ConfigException
     *             when the directory cannot be read
     */
    List<String> settings() throws ConfigException {
        Path place = directory;
        if (place == null) {
            return List.of();
        }
        try (DirectoryStream<Path> settings = Files.newDirectoryStream(place, "*.conf")) {
            return settings.iterator().hasNext() ? FILES.stream().map(name -> place + "/" + name).toList() : List.of();
        } catch (IOException e) {
            throw new ConfigException(e.toString(), ExitCode.USAGE);
        }
    }

    /** The same settings with the identity that is there, where they say nothing of how to log in. */
    Settings withIdentity(Settings settings) {
        Path place = directory;
        ServerSettings server = settings.server();
        if (place == null || server.identityUrl() != null || server.password() != null
                || !Files.exists(place.resolve(IDENTITY))) {
            return settings;
        }
        return settings.withServer(server.withIdentityUrl("file://" + place.resolve(IDENTITY)));
    }
}
