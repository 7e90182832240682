package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/**
 * A conversion that takes a few seconds. The copying is nbdcopy's, as in a real conversion; virt-v2v around it is a
 * stand-in, as its own time does not matter here.
 */
abstract class SlowConversion {
    /** Bytes a second, so that there is time for losses. */
    static final int RATE = 8_000_000;
    private static final int SECONDS = 8;
    static final Duration START = Duration.ofSeconds(60);
    static final Duration LIMIT = Duration.ofMinutes(3);
    static final Duration SOON = Duration.ofSeconds(200);
    static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String VIRT_V2V = """
            #!/bin/bash
            case $* in
              *--version*) echo virt-v2v 2.2.0; exit ;;
              *--machine-readable*)
                printf '%%s\\n' libguestfs-rewrite input:libvirtxml output:local output:qemu; exit ;;
            esac
            echo '[   0.0] Setting up the source'
            uri=$(sed -n 's/.*<host name="\\([^"]*\\)" port="\\([0-9]*\\)".*/nbd:\\/\\/\\1:\\2/p' physical.xml)
            echo '[   1.0] Copying disk 1/1'
            nbdcopy "$uri" %1$s/output/lost-sda || exit 1
            echo '<domain type="kvm"><name>lost</name><disk>lost-sda</disk></domain>' > %1$s/output/lost.xml
            echo '[   9.0] Finishing off'
            """;
    @TempDir
    Path work;
    Path output;
    Path disk;

    @BeforeEach
    void makeADisk() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        byte[] content = new byte[RATE / 512 * 512 * SECONDS];
        new Random(1).nextBytes(content);
        disk = Files.write(work.resolve("disk.img"), content);
        Checkout.program(work.resolve("virt-v2v-stand-in"), VIRT_V2V.formatted(work));
    }

    final LabServer server() throws Exception {
        return LabServer.start("--virt-v2v", work.resolve("virt-v2v-stand-in").toString());
    }

    /** The settings of the conversion, but for the port of its server. */
    String settings(LabServer server, String port) {
        return "p2v.server=127.0.0.1 p2v.port=" + port + " p2v.identity=file://" + server.identity()
                + " p2v.name=lost p2v.o=local p2v.os=" + output + " p2v.bandwidth=" + RATE;
    }

    /** Starts a conversion, and waits until the disk is being copied. */
    Product start(String settings) throws Exception {
        Product product = Product.start(work, settings, List.of(disk));
        product.awaitOutput("Copying disk", START);
        return product;
    }

    final void assertConverted(Product product, LabServer server) throws Exception {
        Result result = product.end(LIMIT);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(Files.mismatch(disk, output.resolve("lost-sda"))).isEqualTo(-1);
        assertNothingLeft(server);
    }

    final void assertNothingLeft(LabServer server) throws Exception {
        assertThat(Leftovers.processesWith(PATIENCE, disk.toString(), output.toString())).isEmpty();
        assertThat(Leftovers.childrenOf(PATIENCE, server.pid())).isEmpty();
    }
}
