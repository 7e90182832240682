package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at all command lines and environments, ten times a second, for texts that should be in none. */
final class ProcessWatch {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final String excuse;
    private final List<String> texts;

    /**
     * @param excuse
     *            what the product's own command line has in it, where the test gave it the texts
     */
    ProcessWatch(String excuse, String... texts) {
        this.excuse = excuse;
        this.texts = List.of(texts);
        timer.scheduleWithFixedDelay(this::look, 0, 100, TimeUnit.MILLISECONDS);
    }

    private void look() {
        ProcessHandle.allProcesses().map(p -> Path.of("/proc", Long.toString(p.pid()))).forEach(process -> {
            String line = read(process.resolve("cmdline"));
            if (hasText(line) && !line.contains(excuse) || hasText(read(process.resolve("environ")))) {
                seen.add(line);
            }
        });
    }

    private boolean hasText(String place) {
        return texts.stream().anyMatch(place::contains);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Stops looking, and tells whose command lines or environments had one of the texts. */
    Set<String> end() {
        timer.shutdownNow();
        return seen;
    }
}
