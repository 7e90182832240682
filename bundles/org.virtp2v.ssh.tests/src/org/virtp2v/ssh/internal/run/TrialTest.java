package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.trial.TrialFiles;
import org.virtp2v.ssh.internal.LabServer;

/** A test boot on a real server, with a small program in the place of the one that starts the guest. */
class TrialTest extends RemoteRunFixture {

    private String trial(RemoteRun run, AtomicBoolean skipped) throws Exception {
        StringBuilder output = new StringBuilder();
        run.trial(output::append, skipped::get);
        return output.toString();
    }

    @Test
    void runsTheProgramInTheRemoteDirectory() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access,
                        file("trial.py", "import os, sys\nprint(os.getcwd() == sys.argv[1])\n"))) {
            assertThat(trial(run, new AtomicBoolean())).isEqualTo("True\n");
        }
    }

    @Test
    void leavesTheRealProgramThereWhichFindsItsModulesAndLeavesNothingBesideThem() throws Exception {
        ConversionPlan plan = Plans.of("p2v.server=c p2v.disks=/a p2v.name=nonesuch p2v.os=/nowhere");
        try (ServerAccess access = server.access(server.labUser(false)); RemoteRun run = prepare(access)) {
            List<RemoteFile> files = TrialFiles.of(plan);
            assertThat(run.leave(files)).isTrue();
            assertThat(trial(run, new AtomicBoolean())).contains("\"cannot\"", "\"no-metadata\"",
                    "/nowhere/nonesuch.xml");
            Path directory = Path.of(run.directory());
            try (Stream<Path> there = Files.walk(directory)) {
                assertThat(there.filter(Files::isRegularFile).map(file -> directory.relativize(file).toString()))
                        .filteredOn(name -> name.contains("/")).containsExactlyInAnyOrderElementsOf(
                                files.stream().map(RemoteFile::name).filter(name -> name.contains("/")).toList());
            }
        }
    }

    @Test
    void tellsTheProgramToEndEarly() throws Exception {
        AtomicBoolean skipped = new AtomicBoolean();
        try (ServerAccess access = server.access(server.labUser(true));
                RemoteRun run = prepare(access,
                        file("trial.py", "import sys\nprint('begun', flush=True)\nprint(sys.stdin.readline())\n"))) {
            StringBuilder output = new StringBuilder();
            run.trial(piece -> {
                output.append(piece);
                skipped.set(true);
            }, skipped::get);
            assertThat(output).hasToString("begun\nskip\n\n");
        }
    }

    @Test
    void leavesNothingRunningWhenTheConnectionIsCut() throws Exception {
        Path ended = temp.resolve("ended");
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("trial.py", "import sys\nprint('begun', flush=True)\n"
                        + "sys.stdin.read()\nopen('" + ended + "', 'w').close()\n"))) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            CompletableFuture<Throwable> failed = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try {
                    run.trial(piece -> begun.complete(null), () -> false);
                    failed.complete(null);
                } catch (Exception e) {
                    failed.complete(e);
                }
            });
            begun.get(20, TimeUnit.SECONDS);
            server.cutConnections();
            assertThat(failed.get(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionException.class);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (isRunning(run) && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            assertThat(ended).exists();
        }
    }

    private static boolean isRunning(RemoteRun run) throws Exception {
        return !LabServer.run("bash", "-c", "pgrep -f 'trial.py " + run.directory() + "' || true").isEmpty();
    }

    @Test
    void saysWhatTheProgramDiedOf() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("trial.py", "raise SystemExit('no luck')\n"))) {
            assertThatExceptionOfType(ServerException.class).isThrownBy(() -> trial(run, new AtomicBoolean()))
                    .withMessageContaining("no luck");
        }
    }
}
