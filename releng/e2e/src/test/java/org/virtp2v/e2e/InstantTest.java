package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.e2e.Product.Result;

/**
 * A guest that runs before it is copied: the product, a real sshd, the real virt-v2v-in-place and a real QEMU, which
 * emulates, as the lab has no KVM. The phony guest has nothing that starts, so it writes nothing.
 */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class InstantTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    @TempDir
    Path work;
    private Path output;
    private List<Path> disks;
    private String before;

    @BeforeEach
    void makeAGuest() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        disks = Checkout.guest("phony", work.resolve("guests"));
        before = Checkout.sha256(disks);
    }

    /** One more disk of random data, which takes a quarter of a minute to copy at 4 MiB/s. */
    private void addData() throws Exception {
        byte[] content = new byte[64 << 20];
        new Random(1).nextBytes(content);
        disks = Stream.concat(disks.stream(), Stream.of(Files.write(work.resolve("data.img"), content))).toList();
        before = Checkout.sha256(disks);
    }

    private Product start(LabServer server, String more) throws Exception {
        return Product.start(work, server.asRoot() + " p2v.name=phony p2v.instant p2v.o=local p2v.os=" + output
                + " p2v.memory=512M p2v.interfaces= " + more, disks);
    }

    private void isComplete(Result result, Path disk, String format) throws Exception {
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).containsSubsequence(RemoteRun.GUEST_RUNS, "The guest has all of its disks",
                "Conversion finished successfully", "This machine is no longer needed.");
        String info = Checkout.run("qemu-img", "info", "-U", disk.toString());
        assertThat(info).contains("file format: " + format).doesNotContain("backing file");
        assertThat(output).isDirectoryContaining(path -> path.endsWith("phony.xml"))
                .isDirectoryNotContaining(path -> path.toString().endsWith(".overlay"));
        assertThat(Checkout.sha256(disks)).isEqualTo(before);
        Path remote = Product.logDirectory(result.output()).orElseThrow();
        assertThat(remote.resolve("relay.json")).doesNotExist();
        assertThat(remote.resolve("p2v-report.json")).content().contains("\"instant\":{\"started\":",
                "\"complete\":true");
        assertThat(RemoteRun.guest(remote)).isPresent();
        assertThat(Leftovers.processesWith(PATIENCE, disks.getFirst().toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "raw", "qcow2" })
    void runsWhileItsDisksAreCopiedAndNeedsNothingOfTheMachineAfterwards(String format) throws Exception {
        try (LabServer server = LabServer.start()) {
            isComplete(start(server, "p2v.of=" + format).end(LIMIT), output.resolve("phony-sda"), format);
        }
    }

    @Test
    void waitsForTheMachineWhenTheProgramIsEndedAndGoesOn() throws Exception {
        addData();
        try (LabServer server = LabServer.start()) {
            Product product = start(server, "p2v.of=qcow2 p2v.bandwidth=4M");
            product.awaitOutput(RemoteRun.GUEST_RUNS, LIMIT);
            Path remote = product.logDirectory();
            product.signal("TERM");
            Result left = product.end(LIMIT);
            assertThat(left.code()).as(left.output()).isEqualTo(7);
            assertThat(left.output()).contains("needs this machine until the copy is complete", "--resume");
            assertThat(remote.resolve("status")).content().isEqualTo("99\n");
            assertThat(remote.resolve("relay.json")).exists();
            assertThat(RemoteRun.guest(remote)).isPresent();

            RemoteRun.beSilent(remote);
            Product again = Product.start(work, server.asRoot() + " p2v.name=phony p2v.bandwidth=1G", disks,
                    "--resume");
            isComplete(again.end(LIMIT), output.resolve("phony-sda"), "qcow2");
        }
    }

    /**
     * All that runs there for it is killed, as by a server that is out of memory: what the guest wrote is still there.
     */
    @Test
    void goesOnWhenAllThatRanOnTheServerWasKilled() throws Exception {
        addData();
        try (LabServer server = LabServer.start()) {
            Product product = start(server, "p2v.of=qcow2 p2v.bandwidth=4M");
            product.awaitOutput(RemoteRun.GUEST_RUNS, LIMIT);
            Path remote = product.logDirectory();
            ProcessHandle guest = RemoteRun.guest(remote).orElseThrow();
            guest.destroyForcibly();
            guest.onExit().get(10, TimeUnit.SECONDS);
            Result left = product.end(LIMIT);
            assertThat(left.code()).as(left.output()).isEqualTo(7);
            assertThat(left.output()).contains("nothing of it was removed", "--resume");
            assertThat(remote.resolve("p2v-report.json")).doesNotExist();
            Path disk = output.resolve("phony-sdb");
            // As if the guest had written it; what is below it is not reached now.
            Checkout.run("qemu-io", "-c", "write -P 0x5a 1M 64k", "--image-opts",
                    "driver=qcow2,backing=,file.driver=file,file.filename=" + disk);

            RemoteRun.beSilent(remote);
            Product again = Product.start(work, server.asRoot() + " p2v.name=phony p2v.bandwidth=1G", disks,
                    "--resume");
            Result result = again.end(LIMIT);
            isComplete(result, output.resolve("phony-sda"), "qcow2");
            assertThat(result.output()).contains("started again from its disks");
            Checkout.run("qemu-io", "-U", "-r", "-f", "qcow2", "-c", "read -P 0x5a 1M 64k", disk.toString());
        }
    }

    @Test
    void isRemovedByTheSecondCtrlCOnly() throws Exception {
        addData();
        try (LabServer server = LabServer.start()) {
            Product product = start(server, "p2v.bandwidth=4M");
            product.awaitOutput(RemoteRun.GUEST_RUNS, LIMIT);
            Path remote = product.logDirectory();
            ProcessHandle guest = RemoteRun.guest(remote).orElseThrow();
            product.signal("INT");
            product.awaitOutput("press Ctrl-C again", PATIENCE);
            assertThat(guest.isAlive()).isTrue();
            product.signal("INT");
            Result cancelled = product.end(LIMIT);
            assertThat(cancelled.code()).as(cancelled.output()).isEqualTo(130);
            assertThat(guest.isAlive()).isFalse();
            assertThat(output).isEmptyDirectory();
            assertThat(Checkout.sha256(disks)).isEqualTo(before);
        }
    }
}
