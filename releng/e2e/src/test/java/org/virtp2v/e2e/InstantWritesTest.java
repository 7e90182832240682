package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/**
 * A guest that works while it is copied: a real Debian, emulated, which writes a file a second, with its sum, from its
 * start on. Connections break, the network is away, virt-p2v is killed, and then all that runs for it on the server.
 */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class InstantWritesTest {
    private static final Duration LIMIT = Duration.ofMinutes(40);
    private static final Duration SOON = Duration.ofMinutes(4);
    @TempDir
    Path work;
    private Path output;
    private WritingGuest writing;

    private Product start(LabServer server, LabLine line, String more, String... options) throws Exception {
        return Product.start(work, server.asRoot(line) + " p2v.name=web1 " + more, writing.disks(), options);
    }

    /** The program on the server, which follows the guest. */
    private static ProcessHandle follower(Path remote) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("-I instant.py"))
                .filter(process -> Leftovers.isIn(process, remote)).findFirst().orElseThrow();
    }

    @Test
    void keepsWhatTheGuestWritesWhateverBreaks() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        writing = WritingGuest.make(work, "debian");
        String before = Checkout.sha256(writing.disks());
        try (LabServer server = LabServer.start(); LabLine line = LabLine.start(work, server.port())) {
            Product first = start(server, line, "p2v.instant p2v.o=local p2v.os=" + output
                    + " p2v.memory=1G p2v.interfaces= p2v.bandwidth=1M");
            first.awaitOutput(RemoteRun.GUEST_RUNS, LIMIT);
            Path remote = first.logDirectory();
            for (int cut = 0; cut < 10; cut++) {
                Thread.sleep(Duration.ofSeconds(10));
                line.order("cut");
            }
            Thread.sleep(Duration.ofSeconds(20));
            first.signal("KILL");
            first.end(SOON);
            Thread.sleep(Duration.ofSeconds(20));
            RemoteRun.beSilent(remote);

            Product second = start(server, line, "p2v.bandwidth=1M", "--resume");
            second.awaitOutput(RemoteRun.GUEST_RUNS, SOON);
            Thread.sleep(Duration.ofSeconds(30));
            line.order("stall");
            Thread.sleep(Duration.ofMinutes(5));
            line.order("pass");
            Thread.sleep(Duration.ofSeconds(90));
            follower(remote).destroyForcibly();
            Result left = second.end(SOON);
            assertThat(left.code()).as(left.output()).isEqualTo(7);
            assertThat(RemoteRun.guest(remote)).isPresent();
            RemoteRun.beSilent(remote);

            Result whole = start(server, line, "p2v.bandwidth=1G", "--resume").end(LIMIT);
            assertThat(whole.code()).as(whole.output()).isZero();
            assertThat(whole.output()).contains("This machine is no longer needed.");
            WritingGuest.awaitWrites(remote);
            ProcessHandle guest = RemoteRun.guest(remote).orElseThrow();
            guest.destroy();
            guest.onExit().get(60, TimeUnit.SECONDS);
        }
        assertThat(Checkout.sha256(writing.disks())).isEqualTo(before);
        writing.isWhole(List.of(output.resolve("web1-sda")));
    }
}
