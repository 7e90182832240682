package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
    private static final String RUNS = "The guest runs on 127.0.0.1 since";
    /** The file system of the lab's guest. */
    private static final String ROOT = "?offset=1048576";
    private static final String WRITER = """
            #!/bin/sh
            mkdir -p /var/written
            cd /var/written || exit
            n=$(ls | grep -c '\\.sum$')
            while :; do
              n=$((n + 1))
              head -c 100000 /dev/urandom > $n
              sha256sum $n > $n.sum
              sync
              echo "written $n" > /dev/tty1
              sleep 1
            done
            """;
    private static final String UNIT = """
            [Unit]
            Description=Writes
            [Service]
            ExecStart=/usr/local/bin/writer
            """;

    @TempDir
    Path work;
    private Path output;
    private Path disk;

    private static void debugfs(Path image, String... commands) throws Exception {
        for (String command : commands) {
            Checkout.run("debugfs", "-w", "-R", command, image + ROOT);
        }
    }

    /** A Debian that writes as soon as it has started. */
    private void makeAGuest() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        disk = Checkout.guest("debian", work.resolve("guests")).getFirst();
        Path writer = Files.writeString(work.resolve("writer"), WRITER);
        Path unit = Files.writeString(work.resolve("unit"), UNIT);
        String service = "/etc/systemd/system/writer.service";
        debugfs(disk, "write " + writer + " /usr/local/bin/writer", "sif /usr/local/bin/writer mode 0100755",
                "write " + unit + " " + service,
                "symlink /etc/systemd/system/multi-user.target.wants/writer.service " + service);
    }

    private Product start(LabServer server, LabLine line, String more, String... options) throws Exception {
        return Product.start(work, "p2v.server=127.0.0.1 p2v.port=" + line.port() + " p2v.identity=file://"
                + server.identity() + " p2v.name=web1 " + more, List.of(disk), options);
    }

    /** Nobody has heard of it for long enough that it may be gone on with. */
    private static void forget(Path remote) throws Exception {
        Files.setLastModifiedTime(remote.resolve("heartbeat"), FileTime.from(Instant.now().minusSeconds(30)));
    }

    private static ProcessHandle process(Path remote) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(remote.resolve("instant-qemu.pid")).split("\\s")[0]))
                .orElseThrow();
    }

    /** The program on the server, which follows the guest. */
    private static ProcessHandle follower(Path remote) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("-I instant.py"))
                .filter(process -> isIn(process, remote)).findFirst().orElseThrow();
    }

    private static boolean isIn(ProcessHandle process, Path directory) {
        try {
            return Path.of("/proc/" + process.pid() + "/cwd").toRealPath().equals(directory.toRealPath());
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void keepsWhatTheGuestWritesWhateverBreaks() throws Exception {
        makeAGuest();
        String before = Checkout.sha256(List.of(disk));
        try (LabServer server = LabServer.start(); LabLine line = LabLine.start(work, server.port())) {
            Product first = start(server, line, "p2v.instant p2v.o=local p2v.os=" + output
                    + " p2v.memory=1G p2v.interfaces= p2v.bandwidth=1M");
            first.awaitOutput(RUNS, LIMIT);
            Path remote = first.logDirectory();
            for (int cut = 0; cut < 10; cut++) {
                Thread.sleep(Duration.ofSeconds(10));
                line.order("cut");
            }
            Thread.sleep(Duration.ofSeconds(20));
            first.signal("KILL");
            first.end(SOON);
            Thread.sleep(Duration.ofSeconds(20));
            forget(remote);

            Product second = start(server, line, "p2v.bandwidth=1M", "--resume");
            second.awaitOutput(RUNS, SOON);
            Thread.sleep(Duration.ofSeconds(30));
            line.order("stall");
            Thread.sleep(Duration.ofMinutes(5));
            line.order("pass");
            Thread.sleep(Duration.ofSeconds(90));
            follower(remote).destroyForcibly();
            Result left = second.end(SOON);
            assertThat(left.code()).as(left.output()).isEqualTo(7);
            assertThat(process(remote).isAlive()).isTrue();
            forget(remote);

            Result whole = start(server, line, "p2v.bandwidth=1G", "--resume").end(LIMIT);
            assertThat(whole.code()).as(whole.output()).isZero();
            assertThat(whole.output()).contains("This machine is no longer needed.");
            Thread.sleep(Duration.ofSeconds(20));
            ProcessHandle guest = process(remote);
            guest.destroy();
            guest.onExit().get(60, TimeUnit.SECONDS);
        }
        assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
        isWhole(output.resolve("web1-sda"));
    }

    /**
     * As after a power cut: the journal is played back, and then nothing is wrong; and what was not touched is there.
     */
    private void isWhole(Path copy) throws Exception {
        // In a file of its own: e2fsck forgets the offset when it has played back the journal.
        String root = work.resolve("root").toString();
        Checkout.run("dd", "if=" + copy, "of=" + root, "bs=1M", "skip=1", "conv=sparse", "status=none");
        Checkout.Ended repaired = Checkout.end(new ProcessBuilder("e2fsck", "-p", root));
        assertThat(repaired.code()).as(repaired.output()).isLessThan(2);
        Checkout.Ended checked = Checkout.end(new ProcessBuilder("e2fsck", "-fn", root));
        assertThat(checked.code()).as(checked.output()).isZero();
        Path written = dump(root, "/var/written", "copy");
        try (Stream<Path> files = Files.list(written)) {
            long sums = files.filter(file -> file.toString().endsWith(".sum") && file.toFile().length() > 0).count();
            System.err.println("The guest wrote " + sums + " files.");
            assertThat(sums).isGreaterThan(20);
        }
        // The last one may have no sum yet, or half of it.
        Checkout.Ended right = Checkout.end(new ProcessBuilder("sh", "-c",
                "cd " + written + " && cat $(find . -name '*.sum' -size +60c) | sha256sum --check --quiet"));
        assertThat(right.code()).as(right.output()).isZero();
        for (String untouched : List.of("/usr/bin", "/usr/share/doc", "/usr/lib/x86_64-linux-gnu")) {
            Checkout.Ended same = Checkout.end(new ProcessBuilder("diff", "--recursive", "--no-dereference", "--brief",
                    dump(root, untouched, "copy").toString(), dump(disk + ROOT, untouched, "source").toString()));
            assertThat(same.output()).as(untouched).isEmpty();
        }
        // Links out of the directory in which they are would be warned of.
        Checkout.run("rm", "-rf", work.resolve("copy").toString(), work.resolve("source").toString());
    }

    private Path dump(String image, String directory, String to) throws Exception {
        Path target = Files.createDirectories(work.resolve(to + directory).getParent());
        Checkout.run("debugfs", "-R", "rdump " + directory + " " + target, image);
        return work.resolve(to + directory);
    }
}
