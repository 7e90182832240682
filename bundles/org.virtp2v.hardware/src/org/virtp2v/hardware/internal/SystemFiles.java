package org.virtp2v.hardware.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The files of a machine below a root directory: {@code /} for this machine, another one in tests. Whatever cannot be
 * read is as if it were not there, because hardware comes and goes while it is looked at. Nothing is ever written, and
 * no symbolic link leads out of the root.
 */
final class SystemFiles {
    /** The kernel counts in sectors of this size, whatever the disk does. */
    private static final int SECTOR_BYTES = 512;

    private final Path root;

    /**
     * @throws UncheckedIOException
     *             when there is no such directory
     */
    SystemFiles(Path root) {
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists(String path) {
        return real(path) != null;
    }

    /** The content without white space around it; null when it is empty or cannot be read. */
    @Nullable
    String text(String path) {
        var file = real(path);
        if (file == null) {
            return null;
        }
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace("\0", "").strip();
            return text.isEmpty() ? null : text;
        } catch (IOException e) {
            return null;
        }
    }

    /** The content as one line for people; null when it is empty or cannot be read. */
    @Nullable
    String line(String path) {
        return Text.line(text(path));
    }

    /** The content as it is; empty when it cannot be read. */
    byte[] bytes(String path) {
        var file = real(path);
        try {
            return file == null ? new byte[0] : Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The number in a file; the fallback when there is none. */
    long number(String path, long fallback) {
        var text = text(path);
        try {
            return text == null ? fallback : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    /** The number in a file, when it is one that can be counted to; else 0. */
    int count(String path) {
        long number = number(path, 0);
        return number < 0 || number > Integer.MAX_VALUE ? 0 : (int) number;
    }

    /** The size or place in bytes that a file of a block device tells; 0 when it tells none that makes sense. */
    long sizeBytes(String path) {
        long sectors = number(path, 0);
        return sectors < 0 || sectors > Long.MAX_VALUE / SECTOR_BYTES ? 0 : sectors * SECTOR_BYTES;
    }

    /** The names in a directory, sorted; none when it cannot be read. */
    List<String> names(String directory) {
        var real = real(directory);
        if (real == null) {
            return List.of();
        }
        try (var entries = Files.list(real)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Where a path leads when every symbolic link is followed, as an absolute path; null when it leads nowhere. */
    @Nullable
    String target(String path) {
        var real = real(path);
        return real == null ? null : "/" + root.relativize(real);
    }

    /**
     * A reader of the lines of a file.
     *
     * @throws IOException
     *             when it cannot be opened
     */
    BufferedReader lines(String path) throws IOException {
        return new BufferedReader(
                new InputStreamReader(Files.newInputStream(root.resolve(path.substring(1))), StandardCharsets.UTF_8));
    }

    private @Nullable Path real(String path) {
        try {
            var real = root.resolve(path.substring(1)).toRealPath();
            return real.startsWith(root) ? real : null;
        } catch (IOException | InvalidPathException e) {
            // Names come from disks and other files, and may be such as no file can have.
            return null;
        }
    }
}
