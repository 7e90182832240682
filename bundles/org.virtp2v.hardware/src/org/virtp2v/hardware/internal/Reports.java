package org.virtp2v.hardware.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.virtp2v.core.settings.CommandLineSecrets;

/**
 * The diagnostic reports for the conversion server. They help when a conversion fails, so they must never make one
 * fail: the commands run side by side under one time limit, and one that does not end well is left out.
 */
final class Reports {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<List<String>> COMMANDS = List.of(
            List.of("dmesg"),
            List.of("lscpu"),
            List.of("lspci", "-vvv"),
            List.of("lsscsi", "-v"),
            List.of("lsusb", "-v"));

    private Reports() {
    }

    /** Report name, which is the command's, to content. */
    static Map<String, byte[]> collect(CommandRunner runner) throws InterruptedException {
        var tasks = new ArrayList<Callable<Optional<byte[]>>>();
        for (var command : COMMANDS) {
            tasks.add(() -> runner.run(LIMIT, command.toArray(String[]::new)));
        }
        List<Future<Optional<byte[]>>> results;
        // Interruption of invokeAll interrupts the tasks, and so ends their commands.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            results = threads.invokeAll(tasks);
        }
        var reports = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < results.size(); i++) {
            var name = COMMANDS.get(i).getFirst();
            content(results.get(i)).ifPresent(content -> reports.put(name, withoutSecrets(content)));
        }
        return Collections.unmodifiableMap(reports);
    }

    /** The kernel repeats its command line in its messages, and the reports stay on the server. */
    private static byte[] withoutSecrets(byte[] report) {
        // One byte a character, so that whatever is in it stays as it is.
        var text = new String(report, StandardCharsets.ISO_8859_1);
        return CommandLineSecrets.hide(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<byte[]> content(Future<Optional<byte[]>> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            return Optional.empty();
        }
    }
}
