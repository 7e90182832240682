package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checkout these tests are in: its product and its lab. */
final class Checkout {
    static final Path DIR = Path.of(System.getProperty("virtp2v.checkout", "../..")).toAbsolutePath().normalize();
    static final Path HOME = DIR.resolve("product/target/virt-p2v");
    static final Path PRODUCT = HOME.resolve("bin/virt-p2v");

    /** The property that says whether there is time for what takes longer than CI has. */
    static final String FULL = "virtp2v.full";

    /** How a command ended, and all that it printed. */
    record Ended(int code, String output) {
    }

    private Checkout() {
    }

    /** Whether there is time for what takes longer than CI has, see {@code releng/verify --full}. */
    static boolean isFullRun() {
        return Boolean.getBoolean(FULL);
    }

    /** Runs a command to its end, which may be any. Its input is empty unless the builder names a file. */
    static Ended end(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** Runs a command to its end; it must succeed. Returns what it prints. */
    static String run(String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("e2e", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(Arrays.toString(command) + " failed: " + Files.readString(errors) + output);
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    /** The sums of files, as sha256sum prints them. */
    static String sha256(List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sha256sum"));
        files.forEach(file -> command.add(file.toString()));
        return run(command.toArray(String[]::new));
    }

    /** A script or other program, as a file that everybody can run. */
    static Path program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A tool of the lab, with its arguments. */
    static String[] lab(String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(DIR.resolve("releng/lab").resolve(tool).toString()));
        command.addAll(Arrays.asList(arguments));
        return command.toArray(String[]::new);
    }

    /** The lines {@code KEY=value} that a tool of the lab prints. */
    static Map<String, String> values(String output) {
        Map<String, String> values = new HashMap<>();
        output.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^'|'$", ""));
            }
        });
        return values;
    }

    /** The disks of a guest of the lab, made new in a directory. */
    static List<Path> guest(String kind, Path directory) throws IOException, InterruptedException {
        String disks = values(run(lab("guest", kind, "--output", directory.toString()))).get("P2V_GUEST_DISKS");
        return Arrays.stream(disks.split(",")).map(Path::of).toList();
    }
}
