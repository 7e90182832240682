package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.e2e.Product.Result;

/** What happens to a conversion whose connections are lost: it waits and goes on, or leaves nothing. */
class LossesTest {
    private static final int SECONDS = 8;
    private static final Duration SOON = Duration.ofSeconds(200);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String NAME = "lost";
    @TempDir
    Path work;
    private Copying copying;
    private Path disk;

    @BeforeEach
    void makeADisk() throws Exception {
        copying = new Copying(work);
        disk = copying.addDiskOf(SECONDS);
    }

    /** Starts a conversion, and waits until the disk is being copied. */
    private Product start(LabServer server, LabLine line, String more) throws Exception {
        Product product = copying.start(server, line, NAME, Copying.LIMITED + more);
        Copying.awaitCopy(product);
        return product;
    }

    /** All connections are gone, and no other is to be had. */
    private static void unplug(LabLine line) throws IOException {
        line.order("refuse");
        line.order("cut");
    }

    @Test
    void copiesTheDiskThroughTenCutsOfAllConnections() throws Exception {
        Figures.prove("10 cuts of data and control in one conversion", "same bytes", () -> {
            try (LabServer server = copying.server(); LabLine line = LabLine.start(work, server.port())) {
                Product product = start(server, line, "");
                Path remote = product.logDirectory();
                for (int cut = 0; cut < 10; cut++) {
                    Thread.sleep(500);
                    line.order("cut");
                }
                copying.assertConverted(product, server, NAME);
                assertThat(product.output()).contains("Connection lost", "Back after");
                assertThat(remote.resolve("relay.json")).doesNotExist();
                assertThat(remote.resolve("p2v-report.json")).content().contains("\"connections\"");
                return "same bytes";
            }
        });
    }

    @Test
    void copiesOnWhenSshdHasBeenStartedAnew() throws Exception {
        int away = 3;
        Duration goal = Duration.ofSeconds(20);
        Figures.prove("sshd and its sessions killed, started again after " + away + " s",
                "same bytes, copies on within " + goal.toSeconds() + " s", () -> {
                    try (LabServer old = copying.server()) {
                        Product product = copying.start(old, NAME, Copying.LIMITED);
                        Copying.awaitCopy(product);
                        Thread.sleep(1500);
                        LabServer server = old.restart(away);
                        Duration gap = copying.untilCopiedOn(NAME, Instant.now(), goal);
                        copying.assertConverted(product, server, NAME);
                        return "same bytes, " + Figures.seconds(gap);
                    }
                });
    }

    static List<String> absences() {
        return Checkout.isFullRun() ? List.of("stall", "refuse") : List.of("stall");
    }

    @ParameterizedTest
    @MethodSource("absences")
    void waitsWhileTheNetworkIsAway(String kind) throws Exception {
        try (LabServer server = copying.server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, "");
            Thread.sleep(1000);
            if (kind.equals("refuse")) {
                unplug(line);
            } else {
                line.order(kind);
            }
            Thread.sleep(Checkout.isFullRun() ? 60_000 : 12_000);
            line.order("pass");
            copying.assertConverted(product, server, NAME);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void canBeCancelledWhileTheNetworkIsAway() throws Exception {
        try (LabServer server = copying.server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, " p2v.reconnect=5s");
            Path remote = product.logDirectory();
            unplug(line);
            product.awaitOutput("Connection lost", SOON);
            product.signal("INT");
            Result result = product.end(SOON);
            assertThat(result.code()).as(result.output()).isEqualTo(130);
            assertThat(result.output()).contains("may still be running");
            copying.awaitCleanServer(remote);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void isGivenUpOnBothSidesAfterItsTime() throws Exception {
        try (LabServer server = copying.server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, " p2v.reconnect=6s");
            Path remote = product.logDirectory();
            unplug(line);
            Result result = product.end(SOON);
            assertThat(result.code()).as(result.output()).isEqualTo(2);
            // of the control connection, or of the disk's, whichever is given up first
            assertThat(result.output()).containsPattern("made again (within|for) 6 s").contains("p2v.reconnect");
            copying.awaitCleanServer(remote);
        }
    }

    @Test
    void leavesAServerThatCleansUpWhenItIsKilled() throws Exception {
        try (LabServer server = copying.server(); LabLine line = LabLine.start(work, server.port())) {
            Product product = start(server, line, " p2v.reconnect=6s");
            Path remote = product.logDirectory();
            product.signal("KILL");
            assertThat(product.end(SOON).code()).isEqualTo(137);
            assertThat(Leftovers.processesWith(PATIENCE, "--test-disk=" + disk)).isEmpty();
            copying.awaitCleanServer(remote);
        }
    }
}
