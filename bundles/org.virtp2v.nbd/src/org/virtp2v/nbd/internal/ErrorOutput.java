package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the error output of a server, so that it never blocks on a full pipe, and keeps the end of it. It never grows,
 * however much a server says.
 */
final class ErrorOutput {
    private static final int KEPT_BYTES = 2048;
    private static final int KEPT_LINES = 4;
    /** The messages of systemd-socket-activate that are no errors. */
    private static final List<String> CHATTER = List.of("Listening on ", "Communication attempt on ", "Execing ");

    private final Thread reader;
    private byte[] tail = new byte[0];

    ErrorOutput(InputStream stream) {
        reader = Thread.ofVirtual().name("nbd-server-stderr").start(() -> read(stream));
    }

    private void read(InputStream stream) {
        byte[] buffer = new byte[KEPT_BYTES];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                append(buffer, n);
            }
        } catch (IOException e) {
            // The process is gone and its pipe with it: there is no more output.
        }
    }

    private synchronized void append(byte[] buffer, int n) {
        byte[] all = Arrays.copyOf(tail, tail.length + n);
        System.arraycopy(buffer, 0, all, tail.length, n);
        tail = Arrays.copyOfRange(all, Math.max(0, all.length - KEPT_BYTES), all.length);
    }

    /** Waits until the output has ended, but not longer than that. */
    void awaitEnd(Duration limit) throws InterruptedException {
        reader.join(limit);
    }

    /** The last lines, joined by semicolons; empty when nothing was said. */
    synchronized String lastLines() {
        List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().map(String::strip)
                .filter(line -> !line.isEmpty() && CHATTER.stream().noneMatch(line::startsWith)).toList();
        return String.join("; ", lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()));
    }
}
