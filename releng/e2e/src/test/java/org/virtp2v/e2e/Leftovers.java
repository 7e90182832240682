package org.virtp2v.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks for processes that a conversion left running, here or on the conversion server. */
final class Leftovers {
    private Leftovers() {
    }

    /** Command lines of running processes that have one of the texts in them; waits a little for them to go. */
    static List<String> processesWith(Duration patience, String... texts) throws InterruptedException {
        return await(patience, () -> find(texts));
    }

    /** Command lines of a process's children; waits a little for them to go. */
    static List<String> childrenOf(Duration patience, String pid) throws InterruptedException {
        return await(patience, () -> told(
                ProcessHandle.of(Long.parseLong(pid)).stream().flatMap(ProcessHandle::children)));
    }

    /** Command lines of running processes whose working directory this is; waits a little for them to go. */
    static List<String> processesIn(Duration patience, Path directory) throws InterruptedException {
        return await(patience, () -> told(ProcessHandle.allProcesses().filter(process -> isIn(process, directory))));
    }

    private static List<String> told(Stream<ProcessHandle> processes) {
        return processes.map(process -> process.info().commandLine().orElse(Long.toString(process.pid()))).toList();
    }

    private static List<String> await(Duration patience, Supplier<List<String>> running) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            List<String> found = running.get();
            if (found.isEmpty() || System.nanoTime() > end) {
                return found;
            }
            Thread.sleep(200);
        }
    }

    /** Whether a process has this working directory. */
    static boolean isIn(ProcessHandle process, Path directory) {
        try {
            return Path.of("/proc/" + process.pid() + "/cwd").toRealPath().equals(directory.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process has all these texts in its command line. */
    static boolean hasAll(ProcessHandle process, String... texts) {
        String line = commandLine(Path.of("/proc", Long.toString(process.pid())));
        return Stream.of(texts).allMatch(line::contains);
    }

    private static List<String> find(String... texts) {
        String self = Long.toString(ProcessHandle.current().pid());
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.filter(p -> p.getFileName().toString().matches("\\d+"))
                    .filter(p -> !p.getFileName().toString().equals(self)).map(Leftovers::commandLine)
                    .filter(line -> Stream.of(texts).anyMatch(line::contains)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8).replace('\0',
                    ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
