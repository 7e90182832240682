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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.e2e.Product.Result;

/**
 * What happens to a conversion whose connections are lost: it waits and goes on. The copying is nbdcopy's, as in a real
 * conversion; virt-v2v around it is a stand-in, as its own time does not matter here.
 */
class LossesTest {
    /** Bytes a second, so that there is time for losses. */
    private static final int RATE = 8_000_000;
    private static final int SECONDS = 8;
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(200);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
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
    private Path output;
    private Path disk;

    @BeforeEach
    void makeADisk() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        byte[] content = new byte[RATE / 512 * 512 * SECONDS];
        new Random(1).nextBytes(content);
        disk = Files.write(work.resolve("disk.img"), content);
        Checkout.program(work.resolve("virt-v2v-stand-in"), VIRT_V2V.formatted(work));
    }

    private LabServer server() throws Exception {
        return LabServer.start("--virt-v2v", work.resolve("virt-v2v-stand-in").toString());
    }

    /** Starts a conversion, and waits until the disk is being copied. */
    private Product start(LabServer server, LabLine line, String more) throws Exception {
        Product product = Product.start(work, "p2v.server=127.0.0.1 p2v.port=" + line.port() + " p2v.identity=file://"
                + server.identity() + " p2v.name=lost p2v.o=local p2v.os=" + output + " p2v.bandwidth=" + RATE + more,
                List.of(disk));
        product.awaitOutput("Copying disk", START);
        return product;
    }

    /** All connections are gone, and no other is to be had. */
    private static void unplug(LabLine line) throws IOException {
        line.order("refuse");
        line.order("cut");
    }

    private void assertConverted(Product product, LabServer server) throws Exception {
        Result result = product.end(LIMIT);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(Files.mismatch(disk, output.resolve("lost-sda"))).isEqualTo(-1);
        assertNothingLeft(server);
    }

    /** The server looks for a sign of life now and then, and takes its time to stop virt-v2v. */
    private void awaitCleanServer(Path remote) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (output.toFile().list().length > 0 && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        assertThat(output).isEmptyDirectory();
        assertThat(Leftovers.processesWith(PATIENCE, output.toString(), remote.toString())).isEmpty();
        assertThat(remote.resolve("relay.json")).doesNotExist();
        assertThat(remote.resolve("status")).content().isEqualTo("98\n");
    }

    private void assertNothingLeft(LabServer server) throws Exception {
        assertThat(Leftovers.processesWith(PATIENCE, disk.toString(), output.toString())).isEmpty();
        assertThat(Leftovers.childrenOf(PATIENCE, server.pid())).isEmpty();
    }

    @Test
    void copiesTheDiskThroughTenCutsOfAllConnections() throws Exception {
        try (LabServer server = server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, "");
            Path remote = product.logDirectory();
            for (int cut = 0; cut < 10; cut++) {
                Thread.sleep(500);
                line.order("cut");
            }
            assertConverted(product, server);
            assertThat(product.output()).contains("Connection lost", "Back after");
            assertThat(remote.resolve("relay.json")).doesNotExist();
            assertThat(remote.resolve("p2v-report.json")).content().contains("\"connections\"");
        }
    }

    static List<String> absences() {
        return Checkout.isFullRun() ? List.of("stall", "refuse") : List.of("stall");
    }

    @ParameterizedTest
    @MethodSource("absences")
    void waitsWhileTheNetworkIsAway(String kind) throws Exception {
        try (LabServer server = server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, "");
            Thread.sleep(1000);
            if (kind.equals("refuse")) {
                unplug(line);
            } else {
                line.order(kind);
            }
            Thread.sleep(Checkout.isFullRun() ? 60_000 : 12_000);
            line.order("pass");
            assertConverted(product, server);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void canBeCancelledWhileTheNetworkIsAway() throws Exception {
        try (LabServer server = server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, " p2v.reconnect=5s");
            Path remote = product.logDirectory();
            unplug(line);
            product.awaitOutput("Connection lost", SOON);
            product.signal("INT");
            Result result = product.end(SOON);
            assertThat(result.code()).as(result.output()).isEqualTo(130);
            assertThat(result.output()).contains("may still be running");
            awaitCleanServer(remote);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void isGivenUpOnBothSidesAfterItsTime() throws Exception {
        try (LabServer server = server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, " p2v.reconnect=6s");
            Path remote = product.logDirectory();
            unplug(line);
            Result result = product.end(SOON);
            assertThat(result.code()).as(result.output()).isEqualTo(2);
            assertThat(result.output()).contains("within 6 s", "p2v.reconnect");
            awaitCleanServer(remote);
        }
    }

    @Test
    void leavesAServerThatCleansUpWhenItIsKilled() throws Exception {
        try (LabServer server = server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, " p2v.reconnect=6s");
            Path remote = product.logDirectory();
            product.signal("KILL");
            assertThat(product.end(SOON).code()).isEqualTo(137);
            assertThat(Leftovers.processesWith(PATIENCE, "--test-disk=" + disk)).isEmpty();
            awaitCleanServer(remote);
        }
    }
}
