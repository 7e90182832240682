package org.virtp2v.core.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file on this machine that {@code p2v.key} names. */
@FunctionalInterface
public interface KeyFileReader {
    /** The largest size of a key in bytes. */
    int LARGEST = 1 << 20;

    /**
     * The content of the file; of one that is larger than {@link #LARGEST}, enough to see that.
     *
     * @throws IOException
     *             when it cannot be read
     */
    byte[] read(Path file) throws IOException;

    /** Reads it from the file system, now. */
    static byte[] readNow(Path file) throws IOException {
        try (var input = Files.newInputStream(file)) {
            return input.readNBytes(LARGEST + 1);
        }
    }
}
