package org.virtp2v.nbd.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs of the operating system by name, so that missing ones are known before a start. It never runs them.
 *
 * @param directories
 *            where to look, in this order
 */
record Tools(List<Path> directories) {

    /** The programs of this machine: {@code PATH}, and the system directories, which a user's {@code PATH} may lack. */
    static Tools ofThisMachine() {
        String path = System.getenv().getOrDefault("PATH", "");
        return new Tools(Stream.concat(Arrays.stream(path.split(File.pathSeparator)),
                Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")).filter(d -> d.startsWith("/")).map(Path::of)
                .distinct().toList());
    }

    /** The program with that name, or empty when it is not installed. */
    Optional<Path> find(String name) {
        return directories.stream().map(d -> d.resolve(name))
                .filter(p -> Files.isRegularFile(p) && Files.isExecutable(p)).findFirst();
    }
}
