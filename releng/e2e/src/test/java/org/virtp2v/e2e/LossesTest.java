package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.e2e.Product.Result;

/** What happens to a conversion whose connections are lost: it waits and goes on. */
class LossesTest extends SlowConversion {
    /** Starts a conversion, and waits until the disk is being copied. */
    private Product start(LabServer server, LabLine line, String more) throws Exception {
        return start(settings(server, Integer.toString(line.port())) + more);
    }

    /** All connections are gone, and no other is to be had. */
    private static void unplug(LabLine line) throws IOException {
        line.order("refuse");
        line.order("cut");
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
