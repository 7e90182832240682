package org.virtp2v.ui.scenarios;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A real conversion server on this machine, and guests for it, from {@code releng/lab}.
 *
 * @param values
 *            what the lab printed
 */
record Lab(Map<String, String> values) implements AutoCloseable {

    /** Starts a server; it ends with this process at the latest. */
    static Lab start(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("conversion-server", "start", "--kvm", "no", "--supervise",
                Long.toString(ProcessHandle.current().pid())));
        command.addAll(Arrays.asList(options));
        return new Lab(run(command));
    }

    /** Makes a guest; the first of its disks. */
    static Path guest(String kind, Path directory) throws IOException, InterruptedException {
        return Path.of(run(List.of("guest", kind, "--output", directory.toString())).get("P2V_GUEST_DISKS")
                .split(",")[0]);
    }

    private static Map<String, String> run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.set(0, directory().resolve(arguments.get(0)).toString());
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + output);
        }
        Map<String, String> values = new HashMap<>();
        for (String line : output.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^'|'$", ""));
            }
        }
        return values;
    }

    private static Path directory() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path lab = at.resolve("releng/lab");
            if (Files.isDirectory(lab)) {
                return lab;
            }
        }
        throw new IllegalStateException("no releng/lab above " + Path.of("").toAbsolutePath());
    }

    String get(String name) {
        return values.get(name);
    }

    @Override
    public void close() throws IOException {
        try {
            run(List.of("conversion-server", "stop", "--dir", get("P2V_LAB_DIR")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
