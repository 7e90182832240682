package org.virtp2v.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;

/** Whether this machine is being shut down, as systemd knows it. */
final class Shutdown {
    /** systemd answers in milliseconds, on a slow machine in a second or two; the cancelling waits for it. */
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 100;

    private Shutdown() {
    }

    /** False also where there is no systemd. Blocks for five seconds at most. */
    static boolean isUnderWay() {
        var state = new FirstBytes(MOST_BYTES);
        try {
            // Its exit code is 0 only when the machine is up and nothing has failed.
            LocalProgram.of("systemctl", "is-system-running").inCLocale().start(state, OutputStream.nullOutputStream())
                    .await(LIMIT);
            return "stopping".equals(new String(state.bytes(), StandardCharsets.US_ASCII).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | IOException e) {
            return false;
        }
    }
}
