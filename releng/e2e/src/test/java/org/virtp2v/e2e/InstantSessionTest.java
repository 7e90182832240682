package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/**
 * A guest of a user's own libvirt that is started before it is copied: nothing on the server is root's, neither the
 * relay nor libvirtd nor QEMU.
 */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class InstantSessionTest {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    @TempDir
    Path work;
    private Path disk;
    private String before;
    private LabServer server;
    private SessionPool pool;

    @BeforeEach
    void makeAPool() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        disk = SmallGuest.disk(work.resolve("disk.img"), 24 << 20);
        before = Checkout.sha256(List.of(disk));
        Path programs = SmallGuest.programs(work);
        server = LabServer.start("--user", "--instead", programs.toString());
        pool = SessionPool.make(server, "vms");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Product runs(String more) throws Exception {
        Product product = Product.start(work, pool.words() + " p2v.name=mine" + SmallGuest.started() + more,
                List.of(disk));
        product.awaitOutput(RemoteRun.GUEST_RUNS, START);
        assertThat(pool.virsh("domstate", "mine").strip()).isEqualTo("running");
        ProcessHandle qemu = ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().map(List::of).orElse(List.of())
                        .contains("guest=mine,debug-threads=on"))
                .findFirst().orElseThrow();
        assertThat(qemu.info().user()).contains(server.user());
        return product;
    }

    @Test
    void isTheUsersOwnAndNeedsNothingOfTheMachineAfterwards() throws Exception {
        Result result = runs(" p2v.bandwidth=4M").end(LIMIT);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains("libvirt domain mine", "This machine is no longer needed.");
        assertThat(pool.virsh("domstate", "mine").strip()).isEqualTo("running");
        assertThat(pool.virsh("dumpxml", "--inactive", "mine")).contains("pool='vms' volume='mine-sda'", "type='raw'")
                .doesNotContain("error_policy", "<backingStore");
        assertThat(pool.virsh("dumpxml", "mine")).contains("file='" + pool.path().resolve("mine-sda") + "'")
                .doesNotContain("nbd");
        assertThat(pool.path().toFile().list()).containsExactly("mine-sda");
        assertThat(Files.getOwner(pool.path().resolve("mine-sda")).getName()).isEqualTo(server.user());
        assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
    }

    @Test
    void isRemovedByTheSecondCtrlC() throws Exception {
        Product product = runs(" p2v.bandwidth=1M p2v.of=qcow2");
        product.signal("INT");
        product.awaitOutput("press Ctrl-C again", START);
        product.signal("INT");
        Result result = product.end(LIMIT);
        assertThat(result.code()).as(result.output()).isEqualTo(130);
        assertThat(pool.virsh("list", "--all", "--name")).isBlank();
        assertThat(pool.path()).isEmptyDirectory();
        assertThat(Leftovers.processesWith(PATIENCE, "guest=mine", disk.toString())).isEmpty();
        assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
    }
}
