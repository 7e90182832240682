package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The framework's storage while the program runs: a temporary directory, in whose name is the number of this process,
 * so that a later start can remove the one of a killed program.
 *
 * @param directory
 *            only the user has access to it
 */
record PlugInStorage(Path directory) {
    private static final Logger LOG = Logger.getLogger(PlugInStorage.class.getName());
    private static final String PREFIX = "virt-p2v-plugins.";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "(\\d{1,18})\\..*");

    /**
     * Makes it, and removes those of programs that are no more. It is removed when the program ends, however it does.
     */
    static PlugInStorage make() throws IOException {
        String place = System.getenv("TMPDIR");
        Path places = Path.of(place == null || place.isEmpty() ? "/tmp" : place);
        removeLeft(places);
        var storage = new PlugInStorage(
                Files.createTempDirectory(places, PREFIX + ProcessHandle.current().pid() + "."));
        Runtime.getRuntime().addShutdownHook(new Thread(storage::remove, "plug-in storage"));
        return storage;
    }

    private static void removeLeft(Path places) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(places, PREFIX + "*")) {
            for (Path directory : left) {
                Matcher name = NAME.matcher(directory.getFileName().toString());
                if (name.matches() && isOurs(directory) && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    new PlugInStorage(directory).remove();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "cannot look for old directories in " + places, e);
        }
    }

    /** Not a link, and not another user's. */
    private static boolean isOurs(Path directory) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && Files
                .getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")));
    }

    /** Removes it; files that cannot be removed stay for the next start. Idempotent. */
    void remove() {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.log(Level.FINE, "cannot remove " + directory, e);
        }
    }
}
