package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches the most memory that a process has had, as the kernel counts it. */
final class PeakMemory {
    private static final String LINE = "VmHWM:";
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Path status;
    private volatile long bytes;

    private PeakMemory(long pid) {
        status = Path.of("/proc", Long.toString(pid), "status");
        timer.scheduleWithFixedDelay(this::look, 0, 100, TimeUnit.MILLISECONDS);
    }

    static PeakMemory of(long pid) {
        return new PeakMemory(pid);
    }

    /** Of the process whose command line has all these texts. */
    static PeakMemory of(String... texts) {
        return of(ProcessHandle.allProcesses().filter(process -> Leftovers.hasAll(process, texts)).findAny()
                .orElseThrow(() -> new AssertionError("no process with " + String.join(", ", texts))).pid());
    }

    private void look() {
        try {
            Files.readAllLines(status).stream().filter(line -> line.startsWith(LINE))
                    .forEach(line -> bytes = Long.parseLong(line.replaceAll("\\D", "")) * 1024);
        } catch (IOException e) {
            // It has ended; what it had is known.
        }
    }

    /** Stops watching. Returns bytes. */
    long end() {
        timer.shutdownNow();
        return bytes;
    }
}
