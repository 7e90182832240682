package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/** What tests do with the directory of a conversion on the lab's server, which is on this machine. */
final class RemoteRun {
    /** What virt-p2v says of a guest that runs before it is copied. */
    static final String GUEST_RUNS = "The guest runs on 127.0.0.1 since";

    private RemoteRun() {
    }

    /** The server has heard nothing of the conversion for so long that it may be gone on with, or ended. */
    static void beSilent(Path directory) throws IOException {
        Files.setLastModifiedTime(directory.resolve("heartbeat"), FileTime.from(Instant.now().minusSeconds(30)));
    }

    /** The guest's own process, as long as it runs; the file has its number, and when it was born. */
    static Optional<ProcessHandle> guest(Path directory) throws IOException {
        Path pid = directory.resolve("instant-qemu.pid");
        return Files.exists(pid)
                ? ProcessHandle.of(Long.parseLong(Files.readString(pid).split("\\s")[0])).filter(ProcessHandle::isAlive)
                : Optional.empty();
    }
}
