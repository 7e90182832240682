package org.virtp2v.ssh.internal.further;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How much the cores of this machine had nothing to do, by the first line of {@code /proc/stat}, see proc(5). */
final class Idle {
    private static final int FIRST = 1;
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    /** What follows is counted in the others, too. */
    private static final int GUEST = 9;

    private final Path file;
    private long idle;
    private long total;

    Idle(Path file) {
        this.file = file;
    }

    static Idle ofThisMachine() {
        return new Idle(Path.of("/proc/stat"));
    }

    /** The idle part of the time of all cores since the last call, 0 to 1; 1 when that is not known. */
    double share() {
        try (var lines = Files.lines(file)) {
            String[] words = lines.findFirst().orElse("").split(" +");
            long[] ticks = Arrays.stream(words, FIRST, Math.min(GUEST, words.length)).mapToLong(Long::parseLong)
                    .toArray();
            long idleNow = ticks[IDLE - FIRST] + ticks[IOWAIT - FIRST];
            long totalNow = Arrays.stream(ticks).sum();
            double share = totalNow == total ? 1 : (double) (idleNow - idle) / (totalNow - total);
            idle = idleNow;
            total = totalNow;
            return share;
        } catch (IOException | RuntimeException e) {
            return 1;
        }
    }
}
