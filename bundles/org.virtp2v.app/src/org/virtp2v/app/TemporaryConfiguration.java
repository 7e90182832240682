package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * Where the framework keeps what it knows of plug-ins while the program runs. The launcher makes it, under a name with the
 * number of this process.
 */
final class TemporaryConfiguration {
    private static final String AREA = "osgi.configuration.area";

    private TemporaryConfiguration() {
    }

    /** Removes it when the virtual machine ends, after the framework; does nothing when there is none. */
    static void removeAtEnd() {
        String area = System.getProperty(AREA);
        if (area == null) {
            return;
        }
        Path directory = Path.of(area);
        String name = directory.getFileName().toString();
        if (name.startsWith("virt-p2v-plugins." + ProcessHandle.current().pid() + ".")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory), "configuration remover"));
        }
    }

    private static void remove(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // The next start with plug-ins removes what is left.
        }
    }
}
