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
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** Conversions to a storage pool of a real libvirtd: the one that belongs to the session of the server's user. */
class LibvirtTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    @TempDir
    Path work;
    private List<Path> disks;
    private LabServer server;
    private SessionPool pool;

    @BeforeEach
    void makeAPool() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        disks = Checkout.guest("phony", work.resolve("guests"));
        server = LabServer.start("--user");
        pool = SessionPool.make(server, "vms");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Product start() throws Exception {
        return Product.start(work, pool.words() + " p2v.name=web p2v.network=default p2v.post=", disks);
    }

    /** virt-v2v can define a guest only where there is KVM, so this test defines one of that name. */
    @Test
    void refusesANameThatIsTakenAndAPoolThatIsNotStarted() throws Exception {
        pool.virsh("define", "/dev/stdin", "<<< \"<domain type='qemu'><name>web</name><memory>1024</memory>"
                + "<os><type arch='x86_64'>hvm</type></os></domain>\"");
        pool.virsh("pool-destroy", "vms");
        Result result = start().end(LIMIT);
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.output()).contains("virsh pool-start vms", "libvirt has a guest web already");
        assertThat(pool.path()).isEmptyDirectory();
    }

    /** libvirt takes the guest only where there is KVM, and virt-v2v only warns when it does not. */
    @Test
    void tellsOfSuccessOnlyWhenLibvirtHasTakenTheGuest() throws Exception {
        boolean takes = pool.virsh("capabilities").contains("<domain type='kvm'");
        Result result = start().end(LIMIT);
        assertThat(result.code()).as(result.output()).isEqualTo(takes ? 0 : 4);
        assertThat(result.output()).contains(takes ? "finished successfully" : "libvirt has no guest web")
                .doesNotContain(takes ? "the guest is not complete" : "finished successfully")
                .doesNotContain("web-sda is missing", "could not be seen");
        assertThat(pool.path().resolve("web-sda")).isNotEmptyFile();
    }

    @Test
    void removesThePartialDiskFromThePoolWhenItIsCancelled() throws Exception {
        Path other = Files.writeString(pool.path().resolve("web-sdb"), "somebody else’s");
        Product product = start();
        product.awaitOutput("Setting up the destination", LIMIT);
        product.signal("INT");
        Result result = product.end(LIMIT);
        assertThat(result.code()).isEqualTo(130);
        assertThat(result.output()).doesNotContain("may still be running", "Remove them there", "Look for them");
        assertThat(pool.path().toFile().list()).containsExactly(other.getFileName().toString());
        assertThat(pool.virsh("list", "--all", "--name")).isBlank();
        assertThat(pool.virsh("vol-list", "vms")).doesNotContain("web-sda");
    }
}
