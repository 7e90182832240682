package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.Seeds;

/** A disk image of random bytes, and what the tests want to know about the processes that serve it. */
record TestDisk(Path path, byte[] content) {
    static final Duration LIMIT = Duration.ofSeconds(10);

    static TestDisk of(int bytes, Path path) throws IOException {
        byte[] content = new byte[bytes];
        Seeds.random().nextBytes(content);
        return new TestDisk(Files.write(path, content), content);
    }

    SourceDisk source() {
        return new SourceDisk("sda", path, content.length, "sda");
    }

    String sha256() throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Running processes with this disk in their command line: supervisors, which are shells, and servers. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(p -> {
            try {
                return Files.readString(Path.of("/proc", Long.toString(p.pid()), "cmdline")).contains(path.toString());
            } catch (IOException e) {
                return false;
            }
        }).toList();
    }

    /** Those of them that are no shells. */
    List<ProcessHandle> servers() {
        return processes().stream().filter(p -> !p.info().command().orElse("sh").endsWith("sh")).toList();
    }

    /** Whether all processes, and what they made in a directory, are gone, or will be within seconds. */
    boolean isSoonGoneWith(Path directory) throws InterruptedException {
        return within(Duration.ofSeconds(5), () -> {
            try {
                return processes().isEmpty() && contentOf(directory).isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }

    static List<Path> contentOf(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    static boolean within(Duration limit, BooleanSupplier condition) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        boolean met = condition.getAsBoolean();
        while (!met && !deadline.isOver()) {
            Thread.sleep(20);
            met = condition.getAsBoolean();
        }
        return met;
    }
}
