package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.Messages;

/**
 * Leaves the report of a conversion in its remote directory, which also says that nobody needs to go on with it.
 *
 * @param program
 *            version of this program
 * @param warnings
 *            told what could not be left
 */
record ReportFiles(String program, Consumer<String> warnings) {
    private static final Messages TEXT = Messages.beside(ReportFiles.class);
    /** The report of the conversion in the remote directory. */
    private static final String REPORT = "p2v-report.json";
    /** The list of what could not be read, beside it; only when there is something. */
    private static final String UNREADABLE = "unreadable-sectors.txt";

    /**
     * Leaves the files.
     *
     * @param progress
     *            the last one; nobody misses it when it cannot be left
     * @param began
     *            when the conversion began
     * @param resumed
     *            when it went on the last time; null: it never had to
     */
    void leave(RemoteRun remote, ConversionResult result, RemoteFile progress, Instant began,
            @Nullable Instant resumed) {
        Json report = result.describe(Json.object().with("version", 1).with("program", program)
                .with("began", began.toString()).with("resumed", resumed == null ? null : resumed.toString()));
        if (leave(remote, REPORT, report + "\n")) {
            remote.leave(progress);
        }
        if (!result.losses().isEmpty()) {
            leave(remote, UNREADABLE, TEXT.get("unreadable.file") + "\n"
                    + result.losses().stream().map(DiskLoss::lines).collect(joining()));
        }
    }

    private boolean leave(RemoteRun remote, String name, String content) {
        boolean left = remote.leave(RemoteFile.optional(name, content.getBytes(StandardCharsets.UTF_8)));
        if (!left) {
            warnings.accept(TEXT.get("reportNotLeft", name, remote.directory()));
        }
        return left;
    }
}
