package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.testing.Plans;

/**
 * What the wrapper removes from a storage pool: with the real virsh and the driver for tests that libvirt has, which
 * reads its pools and guests from a file; a virt-v2v that only leaves files stands at the port.
 */
class PoolScriptTest {
    private static final String GUEST = "<domain type='test'><name>g</name><memory>1024</memory><os><type>hvm</type></os>"
            + "</domain>";
    @TempDir
    Path dir;
    private Path pool;
    private Path node;

    @BeforeEach
    void makeAPool() throws Exception {
        pool = Files.createDirectory(dir.resolve("po’ol & <s>"));
        node = dir.resolve("node.xml");
        libvirtHas("dir", "");
        Path bin = Files.createDirectory(dir.resolve("bin"));
        Path program = Files.writeString(bin.resolve("virt-v2v"),
                "#!/bin/bash\n[ \"$1\" = --version ] || touch \"$POOL\"/g-sd{a,b,c} \"$POOL/other\"\nexit 1\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void libvirtHas(String poolType, String guest) throws Exception {
        String path = pool.toString().replace("&", "&amp;").replace("<", "&lt;");
        Files.writeString(node, "<node>" + guest + "<pool type='" + poolType + "'><name>my vms</name><source>"
                + "<name>vg</name></source><target><path>" + path + "</path></target></pool></node>");
    }

    private void convert(String options) throws Exception {
        Files.writeString(dir.resolve(WrapperScript.FILE_NAME), WrapperScript.of(Plans.of("p2v.server=c p2v.disks=/a,/b"
                + " p2v.name=g p2v.o=libvirt p2v.oc=test://" + node + " p2v.os=\"my vms\" " + options), Ports.DIRECT,
                false,
                "1.0.0"));
        bash();
        assertThat(pool.resolve("g-sda")).exists();
    }

    /** After a run that ended without a status of its own. */
    private String discard() throws Exception {
        Files.writeString(dir.resolve("status"), "99\n");
        return bash("discard");
    }

    private String bash(String... arguments) throws Exception {
        var builder = new ProcessBuilder("bash", WrapperScript.FILE_NAME).directory(dir.toFile());
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("POOL", pool.toString());
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void removesOnlyTheDisksThatTheRunMade() throws Exception {
        Files.writeString(pool.resolve("g-sdb"), "somebody else’s");
        convert("");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(pool.toFile().list()).containsExactlyInAnyOrder("g-sdb", "g-sdc", "other");
    }

    @Test
    void keepsAGuestThatWasDefinedBeforeTheRunWasStopped() throws Exception {
        convert("");
        libvirtHas("dir", GUEST);
        assertThat(discard()).isEqualTo("complete\n");
        assertThat(pool.resolve("g-sda")).exists();
    }

    @Test
    void isNotFooledByAGuestThatWasThereBefore() throws Exception {
        libvirtHas("dir", GUEST);
        convert("");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(pool.resolve("g-sda")).doesNotExist();
    }

    @Test
    void looksWhereThePoolWasWhenTheRunBegan() throws Exception {
        convert("");
        Path old = pool;
        pool = Files.createDirectory(dir.resolve("elsewhere"));
        Files.writeString(pool.resolve("g-sda"), "other");
        libvirtHas("dir", "");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(old.resolve("g-sda")).doesNotExist();
        assertThat(pool.resolve("g-sda")).exists();
    }

    @Test
    void removesNothingWhenLibvirtDoesNotTell() throws Exception {
        convert("");
        Files.delete(node);
        assertThat(discard()).isEmpty();
        assertThat(pool.resolve("g-sda")).exists();
    }

    @Test
    void doesNotGuessWhereAPoolIsThatHasNoDirectoryOfItsOwn() throws Exception {
        libvirtHas("logical", "");
        convert("");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(pool.resolve("g-sda")).exists();
    }

    @Test
    void asksAsRootWhereVirtV2vRunsAsRoot() throws Exception {
        Path sudo = Files.writeString(dir.resolve("bin/sudo"), """
                #!/bin/bash
                [ "$2" = -l ] && exit
                shift
                [ "$1" != virsh ] || echo "$@" >> as-root
                exec "$@"
                """);
        Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
        convert("p2v.sudo");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(pool.resolve("g-sda")).doesNotExist();
        assertThat(dir.resolve("as-root")).content().contains("pool-dumpxml my vms");
    }
}
