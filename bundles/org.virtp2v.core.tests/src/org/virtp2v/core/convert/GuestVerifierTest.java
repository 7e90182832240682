package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.GuestCheck;

class GuestVerifierTest extends ConversionFixture {
    private static List<Arguments> faults() {
        return List.of(Arguments.of(new GuestCheck.Missing("/o/g-sda"), "/o/g-sda is missing"),
                Arguments.of(new GuestCheck.Empty("/o/g.xml"), "/o/g.xml is empty"),
                Arguments.of(new GuestCheck.TooSmall("/o/g-sda", 3L << 30, 10L << 30),
                        "/o/g-sda has 3.0 GiB of 10.0 GiB"),
                Arguments.of(new GuestCheck.TooSmall("/o/g-sda", (10L << 30) - 512, 10L << 30),
                        "/o/g-sda has 10737417728 of 10737418240 bytes"),
                Arguments.of(new GuestCheck.NotNamed("g-sdb", "/o/g.xml"), "/o/g.xml does not name the disk g-sdb"),
                Arguments.of(new GuestCheck.NotDefined("g"), "libvirt has no guest g"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void failsWhenTheGuestIsNotComplete(GuestCheck.Fault fault, String message) {
        ports.server.check = new GuestCheck(List.of(fault), List.of("/o/unseen"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOfSatisfying(ServerException.class,
                e -> assertThat(e.reason()).isEqualTo(ServerException.Reason.GUEST_INCOMPLETE))
                .hasMessageContainingAll(message, "/tmp/virt-p2v-20261123-abcdefgh/virt-v2v-conversion-log.txt",
                        "left as they are");
        assertThat(totals()).doesNotContain(100);
        assertThat(ports.journal.lines).doesNotContain("stop", "remove output");
        assertThat(new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8))
                .contains("GUEST_INCOMPLETE");
    }

    @Test
    void warnsOfWhatCouldNotBeSeen() {
        ports.server.check = new GuestCheck(List.of(), List.of("/o/g-sda"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).last().asString().contains("could not be seen", "/o/g-sda");
    }

    @Test
    void doesNotTellOfSuccessThatItCouldNotSee() {
        ports.journal.failAt = "verify";
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("could not be seen any more", "lost at verify");
        assertThat(ports.journal.lines).doesNotContain("remove output");
    }
}
