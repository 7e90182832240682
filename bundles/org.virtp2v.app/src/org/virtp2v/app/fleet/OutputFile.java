package org.virtp2v.app.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A file that others read while it is replaced: they see the old content or the new one, whole. */
final class OutputFile {
    private final Path file;

    OutputFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Replaces its content; everybody may read it. */
    void write(String content) throws IOException {
        Path directory = Objects.requireNonNull(file.getParent(), "the root is no file");
        // Not named like the file: node_exporter reads everything that ends with .prom.
        Path fresh = Files.createTempFile(directory, ".virt-p2v-fleet-", ".new");
        try {
            Files.write(fresh, content.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
