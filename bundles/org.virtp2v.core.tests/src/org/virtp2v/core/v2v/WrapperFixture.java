package org.virtp2v.core.v2v;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.testing.Plans;

/** Runs of the wrapper script with real bash, each in a directory of its own; tests say what virt-v2v does. */
@Timeout(120)
abstract class WrapperFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path temp;
    Path out;
    private final List<Run> runs = new ArrayList<>();

    @BeforeEach
    void makePlaces() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        out = Files.createDirectory(temp.resolve("o’ut $x"));
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectory(temp.resolve("bin"));
    }

    @AfterEach
    void endAll() throws Exception {
        for (Run run : runs) {
            if (run.process != null) {
                run.kill();
            }
            if (Files.exists(run.dir.resolve("claims"))) {
                removeLocks(Files.readAllLines(run.dir.resolve("claims")));
            }
        }
    }

    /** A run that is killed leaves its lock files. */
    private static void removeLocks(List<String> claims) throws IOException {
        for (String claim : claims) {
            Path path = Path.of(claim);
            try (DirectoryStream<Path> locks = Files.newDirectoryStream(path.getParent(),
                    path.getFileName() + "-*.lock")) {
                for (Path lock : locks) {
                    Files.delete(lock);
                }
            }
        }
    }

    /** A program that comes before those of the system. {@code $OUT} is where guests go. */
    final void program(String name, String body) throws Exception {
        Path path = Files.writeString(temp.resolve("bin").resolve(name), "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What virt-v2v does when it converts. */
    final void virtV2v(String body) throws Exception {
        program("virt-v2v", "[ \"$1\" = --version ] && { echo virt-v2v 2.2.0; exit; }\n" + body);
    }

    /** A run that is in its directory, and begins when it is started. */
    final Run prepare(String options) throws Exception {
        return prepare(options, Ports.DIRECT);
    }

    final Run prepare(String options, DiskPorts ports) throws Exception {
        Path dir = Files.createTempDirectory(temp, "run");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        String name = options.contains("p2v.name") ? "" : "p2v.name=g ";
        String disks = options.contains("p2v.disks") ? "" : "p2v.disks=/a ";
        Files.writeString(dir.resolve(WrapperScript.FILE_NAME),
                WrapperScript.of(Plans.of("p2v.server=c " + name + disks + options), ports, false, "1.0.0"));
        Run run = new Run(dir);
        runs.add(run);
        return run;
    }

    /** A run whose guest goes to {@link #out}. */
    final Run prepare() throws Exception {
        return prepare("p2v.os=\"" + out + "\"");
    }

    /** All that have been prepared. */
    final List<Run> runs() {
        return runs;
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.sleep(20);
        }
    }

    /** One run of the script, and what it leaves in its directory. */
    final class Run {
        final Path dir;
        Process process;

        Run(Path dir) {
            this.dir = dir;
        }

        Run start(String... command) throws Exception {
            List<String> line = new ArrayList<>(List.of(command));
            line.addAll(List.of("bash", WrapperScript.FILE_NAME));
            process = builder(line).redirectOutput(dir.resolve("console").toFile()).start();
            return this;
        }

        /** Starts with a session of its own, which every run on a server has. */
        Run startApart() throws Exception {
            return start("setsid");
        }

        /** Starts as a user who is not root. */
        Run startAs(String user) throws Exception {
            return start("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups");
        }

        /** Changes something of the script, so that a test need not wait for long. */
        Run with(String text, String replacement) throws Exception {
            String script = file(WrapperScript.FILE_NAME);
            if (!script.contains(text)) {
                throw new AssertionError("the script has no " + text);
            }
            Files.writeString(dir.resolve(WrapperScript.FILE_NAME), script.replace(text, replacement));
            return this;
        }

        /** Waits until virt-v2v is there. */
        Run awaitBegun() throws Exception {
            await("virt-v2v", () -> Files.exists(dir.resolve("begun")));
            return this;
        }

        int end() throws Exception {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("hangs");
            }
            return process.exitValue();
        }

        boolean ran() {
            return Files.exists(dir.resolve("status"));
        }

        /** What the script prints when it is asked to do this. */
        String ask(String what) throws Exception {
            return print(List.of("bash", WrapperScript.FILE_NAME, what));
        }

        String askAs(String user, String what) throws Exception {
            return print(List.of("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups", "bash",
                    WrapperScript.FILE_NAME, what));
        }

        private String print(List<String> command) throws Exception {
            Process asked = builder(command).start();
            String output = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            asked.waitFor();
            return output;
        }

        /** As if it had been killed, with virt-v2v and all. */
        void kill() throws Exception {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            await("the end", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        }

        String file(String name) throws Exception {
            return Files.readString(dir.resolve(name));
        }

        /** The lock files of a user's claims. */
        List<Path> locks(int user) throws Exception {
            return Files.readAllLines(dir.resolve("claims")).stream().map(c -> Path.of(c + "-" + user + ".lock"))
                    .toList();
        }

        private ProcessBuilder builder(List<String> command) {
            // A shell's background job ignores interrupts, and bash cannot undo that.
            var all = new ArrayList<>(List.of("env", "--default-signal=INT"));
            all.addAll(command);
            var builder = new ProcessBuilder(all).directory(dir.toFile()).redirectErrorStream(true);
            builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
            builder.environment().put("OUT", out.toString());
            builder.environment().put("TEMP", temp.toString());
            builder.environment().put("LANG", "C");
            builder.environment().put("SSH_CONNECTION", "192.0.2.7 40000 192.0.2.1 22");
            return builder;
        }
    }
}
