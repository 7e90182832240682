package org.virtp2v.ssh.internal.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;

/** Runs on a real server, with small scripts in place of the wrapper. The server is this machine, so we can look. */
@Timeout(120)
abstract class RemoteRunFixture {
    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;
    static Path v2v;

    private final List<Path> directories = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        v2v = Files.writeString(temp.resolve("virt-v2v"), "#!/bin/bash\n");
        Files.setPosixFilePermissions(v2v, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = LabServer.start("--user", "--virt-v2v", v2v.toString());
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        for (Path directory : directories) {
            assertThat(LabServer.run("bash", "-c",
                    "ps -eo args | grep -F " + directory + " | grep -v grep | grep -v tail || true")).isEmpty();
            LabServer.run("rm", "-rf", directory.toString());
        }
    }

    /** What a run printed, when, and its exit code. */
    static final class Run {
        final List<Long> times = new ArrayList<>();
        String output = "";
        int code;
    }

    final Run run(ServerLogin login, String wrapper) throws Exception {
        return run(server, login, wrapper);
    }

    final Run run(LabServer lab, ServerLogin login, String wrapper) throws Exception {
        Run result = new Run();
        try (ServerAccess access = lab.access(login);
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", wrapper + "\n"))) {
            run.start();
            result.code = run.follow(text -> {
                result.times.add(System.nanoTime());
                result.output += text;
            }, () -> "{}");
        }
        return result;
    }

    /** Starts a run and waits until it printed something. */
    static void begin(RemoteRun run) throws Exception {
        run.start();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture.runAsync(() -> {
            try {
                run.follow(text -> begun.countDown(), () -> "{}");
            } catch (Exception e) {
                begun.countDown();
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    }

    final RemoteRun prepare(ServerAccess access, RemoteFile... files) throws Exception {
        RemoteRun run = access.prepare(List.of(files));
        directories.add(Path.of(run.directory()));
        return run;
    }

    static RemoteFile file(String name, String content) {
        return RemoteFile.needed(name, content.getBytes(UTF_8));
    }

    static void writeV2v(String script) throws IOException {
        Files.writeString(v2v, "#!/bin/bash\n" + script + "\n");
    }
}
