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

/**
 * The diagnostic reports for the conversion server. They help when a conversion fails, so they must never make one
 * fail: the commands run side by side under one time limit, and one that does not end well is left out.
 */
final class Reports {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String KERNEL_MESSAGES = "dmesg";
    private static final List<List<String>> COMMANDS = List.of(
            List.of(KERNEL_MESSAGES),
            List.of("lscpu"),
            List.of("lspci", "-vvv"),
            List.of("lsscsi", "-v"),
            List.of("lsusb", "-v"));

    private Reports() {
    }

    /**
     * Report name, which is the command's, to content.
     *
     * @param files
     *            has the kernel command line, which the kernel repeats in its messages
     */
    static Map<String, byte[]> collect(CommandRunner runner, SystemFiles files) throws InterruptedException {
        var tasks = new ArrayList<Callable<Optional<byte[]>>>();
        for (var command : COMMANDS) {
            tasks.add(() -> runner.run(LIMIT, command.toArray(String[]::new)));
        }
        var results = SideBySide.all(tasks);
        var reports = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < results.size(); i++) {
            var name = COMMANDS.get(i).getFirst();
            results.get(i).flatMap(content -> content).ifPresent(
                    content -> reports.put(name,
                            name.equals(KERNEL_MESSAGES) ? withoutSecrets(content, files) : content));
        }
        return Collections.unmodifiableMap(reports);
    }

    /** The reports stay on the server, where others may read them. */
    private static byte[] withoutSecrets(byte[] messages, SystemFiles files) {
        // One byte a character, so that whatever is in it stays as it is.
        var commandLine = new String(files.bytes("/proc/cmdline"), StandardCharsets.ISO_8859_1);
        return KernelMessages.forOthers(new String(messages, StandardCharsets.ISO_8859_1), commandLine)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
