package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversions whose packets are really lost between the machine and its server, which TCP does not tell anybody. */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class LostPacketsTest {
    private static final Duration GOAL = Duration.ofSeconds(45);
    private static final String WITHIN = "same bytes, copies on within " + GOAL.toSeconds() + " s";
    private static final String NAME = "lost";
    @TempDir
    Path work;
    private Copying copying;

    @BeforeEach
    void makeADisk() throws Exception {
        copying = new Copying(work);
        copying.addDiskOf(10);
    }

    private LabServer server(LabNetwork network) throws Exception {
        return copying.server(network.onFar(), "--sshd", "ListenAddress " + network.address());
    }

    private Product start(LabNetwork network, LabServer server) throws Exception {
        Product product = copying.start(network.onNear(), network.address(), server, server.port(), NAME,
                Copying.LIMITED);
        Copying.awaitCopy(product);
        return product;
    }

    @ParameterizedTest
    @ValueSource(ints = { 60, 600 })
    void copiesOnWhenPacketsArriveAgain(int away) throws Exception {
        Figures.prove("all packets lost for " + away + " s", WITHIN, () -> {
            try (LabNetwork network = LabNetwork.start(work); LabServer server = server(network)) {
                Product product = start(network, server);
                Thread.sleep(1500);
                network.order("lose");
                Thread.sleep(Duration.ofSeconds(away));
                return copiesOn(network, "pass", product, server);
            }
        });
    }

    @Test
    void copiesOnWhenAFirewallOrNatHasForgottenItsConnections() throws Exception {
        Figures.prove("a NAT or firewall forgets all connections, and drops their packets silently", WITHIN, () -> {
            try (LabNetwork network = LabNetwork.start(work); LabServer server = server(network)) {
                Product product = start(network, server);
                Thread.sleep(1500);
                String figure = copiesOn(network, "forget", product, server);
                // Nothing else helps: the network does forget.
                assertThat(product.output()).contains("Connection lost", "Back after");
                return figure;
            }
        });
    }

    private String copiesOn(LabNetwork network, String word, Product product, LabServer server) throws Exception {
        network.order(word);
        // What was on the server already may still be written for a moment.
        Duration drained = Duration.ofSeconds(word.equals("forget") ? 2 : 0);
        Instant back = Instant.now();
        Thread.sleep(drained);
        Duration gap = copying.untilCopiedOn(NAME, back.plus(drained), GOAL.minus(drained)).plus(drained);
        copying.assertConverted(product, server, NAME);
        return "same bytes, " + Figures.seconds(gap);
    }

    /** Where nothing has to travel for a while: while virt-v2v looks at the guest, and before. */
    @ParameterizedTest
    @CsvSource({ "12, true", "30, false" })
    void survivesANatThatForgetsIdleConnections(int idle, boolean breaks) throws Exception {
        int pause = 60;
        copying.pauseBeforeTheCopy(pause);
        Figures.prove("a NAT forgets what is idle for " + idle + " s; virt-v2v reads nothing for " + pause + " s",
                breaks ? "same bytes" : "same bytes, nothing is lost", () -> {
                    try (LabNetwork network = LabNetwork.start(work, "--forget-idle", Integer.toString(idle));
                            LabServer server = server(network)) {
                        Product product = copying.start(network.onNear(), network.address(), server, server.port(),
                                NAME, Copying.LIMITED);
                        copying.assertCopied(product, NAME);
                        long back = product.output().lines().filter(line -> line.contains("Back after")).count();
                        assertThat(back > 0).as(product.output()).isEqualTo(breaks);
                        return "same bytes, connections came back " + back + " times";
                    }
                });
    }
}
