package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.exec.LastLine;
import org.virtp2v.exec.LocalProgram;

/**
 * Logs on the stick with the settings of a site, which the live image's script finds, and mounts while it writes.
 *
 * @param script
 *            the script; it need not be there
 */
record SiteLogs(Path script) {
    static final SiteLogs INSTALLED = new SiteLogs(Path.of("/usr/lib/virt-p2v-live/data"));

    /**
     * Saves the log of a conversion, and what the script has of this machine. Blocks.
     *
     * @return where it is, for people; null: there is no such stick
     * @throws IOException
     *             when it cannot be saved there
     */
    @Nullable
    String keep(String guest, String log) throws IOException {
        if (!Files.isExecutable(script) || end(new LastLine(), "is-writable") != 0) {
            return null;
        }
        Path work = Files.createTempDirectory("virt-p2v-log");
        Path file = work.resolve("conversion.log");
        try {
            Files.writeString(file, log);
            var said = new LastLine();
            if (end(said, "save", guest, file.toString()) != 0) {
                throw new IOException(said.text());
            }
            return said.text();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(work);
        }
    }

    private int end(LastLine said, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        try {
            return LocalProgram.of(command).start(said.stream(), said.stream()).end().join();
        } catch (CompletionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }
}
