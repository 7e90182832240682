package org.virtp2v.targets.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.FakeServer;

/**
 * What a conversion puts into the directory on the conversion server, in a directory of this machine: the engine itself
 * runs up to where it copies the files. Nobody listens on the port of the disk, so virt-v2v ends where it opens the
 * source.
 */
final class RemoteDirectory {
    private static final int NOBODY_LISTENS = 1;
    private final Path dir;

    private RemoteDirectory(Path dir) {
        this.dir = dir;
    }

    static RemoteDirectory of(ConversionPlan plan, Path dir) throws IOException {
        for (RemoteFile file : files(plan)) {
            Path path = dir.resolve(file.name());
            Files.write(path, file.content());
            Files.setPosixFilePermissions(path,
                    PosixFilePermissions.fromString(file.executable() ? "rwx------" : "rw-------"));
        }
        return new RemoteDirectory(dir);
    }

    static List<RemoteFile> files(ConversionPlan plan) {
        FakePorts ports = new FakePorts();
        ports.server.firstPort = NOBODY_LISTENS;
        ports.journal.failAt = "prepare";
        ports.engine(BuiltIns.TARGETS).conversion(plan, event -> {
        }).run();
        return ports.server.files;
    }

    /** The survey that the preflight makes. */
    static SurveyRequest survey(ConversionPlan plan) {
        FakeServer server = new FakeServer();
        server.journal.failAt = "survey";
        try {
            new Preflight(plan, new NoListener()).run(server.access(plan.login(), key -> {
            }));
        } catch (ConnectionException e) {
            // Far enough.
        } catch (ServerException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return server.surveys.getFirst();
    }

    private static final class NoListener implements PreflightListener {
        @Override
        public void started(Check check) {
            // Nobody listens.
        }

        @Override
        public void checked(CheckResult result) {
            // Nobody listens.
        }

        @Override
        public void onlyLeft(Check check) {
            // Nobody listens.
        }

        @Override
        public void tested(ServerInfo server) {
            // Nobody listens.
        }
    }

    record Run(int code, String output) {
    }

    /** Runs the script as the conversion server does. */
    Run run(Path programs) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "virt-v2v-wrapper.sh").directory(dir.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** Everything that is left in the directory. */
    String left() throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.list(dir)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
        }
        return text.toString();
    }

    String log() throws IOException {
        return Files.readString(dir.resolve("virt-v2v-conversion-log.txt"));
    }

    static void program(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
