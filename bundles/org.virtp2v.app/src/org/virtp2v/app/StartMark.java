package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Signals the program's parent, such as the live image, that it has begun: its window has been painted, or its first
 * command is about to run. One that dies before may be started again without any harm.
 */
final class StartMark {
    private static final Logger LOG = Logger.getLogger(StartMark.class.getName());
    /** The environment variable with the name of a file, which is made. */
    private static final String FILE = "VIRT_P2V_STARTED";

    private StartMark() {
    }

    /** Makes the file if there is to be one. From any thread. */
    static void make() {
        String file = System.getenv(FILE);
        if (file == null || file.isEmpty()) {
            return;
        }
        try {
            Files.createFile(Path.of(file));
        } catch (FileAlreadyExistsException e) {
            // The parent sees it all the same.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot make " + file, e);
        }
    }
}
