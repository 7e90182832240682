package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A fresh directory, closed to every other user, that holds the socket of one NBD server. The directory is what keeps
 * others out, so a socket is never put anywhere else.
 *
 * @param path
 *            the directory, absolute
 */
record SocketDirectory(Path path) {
    /** {@code sun_path} has 108 bytes with the closing zero: unix(7). */
    private static final int LONGEST_SOCKET_PATH = 107;
    private static final int RANDOM_NAME = "p2v-nbd-".length() + 20 + "/nbd.sock".length();
    /** See inode(7). */
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The usual places, best first: the user's runtime directory, the temporary directory, and {@code /tmp}. */
    static List<Path> usualPlaces() {
        return Stream.of(System.getenv("XDG_RUNTIME_DIR"), System.getProperty("java.io.tmpdir"), "/tmp")
                .filter(Objects::nonNull).filter(p -> p.startsWith("/")).map(Path::of).toList();
    }

    /**
     * Makes a directory in the first of these places that can be written to and leaves room for the name of a socket.
     *
     * @throws IOException
     *             when there is none
     */
    static SocketDirectory create(List<Path> places) throws IOException {
        for (Path place : places) {
            int length = place.toString().getBytes(StandardCharsets.UTF_8).length + 1 + RANDOM_NAME;
            if (length <= LONGEST_SOCKET_PATH && Files.isDirectory(place) && Files.isWritable(place)
                    && isSafe(place)) {
                return new SocketDirectory(Files.createTempDirectory(place, "p2v-nbd-", PRIVATE));
            }
        }
        throw new IOException("no room for a socket in any of " + places);
    }

    /**
     * Whether no other user can put something else in the place of what is made there: the directory is this user's
     * own, or its sticky bit is set. With sudo, {@code XDG_RUNTIME_DIR} may be that of whoever called it.
     */
    private static boolean isSafe(Path place) throws IOException {
        int mode = (int) Files.getAttribute(place, "unix:mode");
        boolean own = Files.getAttribute(place, "unix:uid")
                .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        return (mode & STICKY) != 0 || own && (mode & WRITABLE_BY_OTHERS) == 0;
    }

    /** The socket in it, which the server makes. */
    Path socket() {
        return path.resolve("nbd.sock");
    }

    /** Removes socket and directory; no error when they are gone, or cannot be removed. */
    void remove() {
        try {
            Files.deleteIfExists(socket());
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Nothing depends on it: the server is gone, and nobody else can use the directory.
        }
    }
}
