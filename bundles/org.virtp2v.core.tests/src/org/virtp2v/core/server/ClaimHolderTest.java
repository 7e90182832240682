package org.virtp2v.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;

class ClaimHolderTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:30:00Z");

    private static List<String> lines(long now, long since) {
        return List.of("user root", "now " + now, "guest web 1", "address 192.0.2.7", "since " + since,
                "directory /tmp/virt-p2v-x");
    }

    @Test
    void countsByThisMachinesClock() {
        ClaimHolder holder = ClaimHolder.parse(lines(5000, 1400), NOW);
        assertThat(holder).isEqualTo(
                new ClaimHolder("web 1", "192.0.2.7", "root", NOW.minus(Duration.ofHours(1)), "/tmp/virt-p2v-x"));
    }

    @Test
    void tellsTheTimeOfDayAndTheDateWhenThatIsNotToday() {
        Instant now = Instant.now();
        ZoneId here = ZoneOffset.ofHours(5);
        ClaimHolder today = ClaimHolder.parse(lines(10, 10), now);
        assertThat(today.describe("conv1", here)).matches("web 1 is being converted by 192\\.0\\.2\\.7 \\(root,"
                + " since \\d\\d:\\d\\d, /tmp/virt-p2v-x\\) on conv1");
        ClaimHolder longAgo = new ClaimHolder("g", "a", "u", NOW.minus(Duration.ofDays(900)), "/d");
        assertThat(longAgo.describe("c", here)).contains("since 2024-06-11 15:30");
    }

    @Test
    void isNotDeceivedByWhatSomebodyPutThere() {
        String evil = "\u001b[2Jgone\u0007\u202eevil\u200b" + "x".repeat(10_000);
        ClaimHolder holder = ClaimHolder.parse(
                List.of("guest " + evil, "since -1", "now 99999999999999999999", "address", "guest second", "\0"), NOW);
        assertThat(holder.guest()).hasSize(300).startsWith("?[2Jgone??evil?x");
        assertThat(holder.since()).isEqualTo(NOW);
        assertThat(holder.describe("c", ZoneOffset.UTC)).contains("by ? (?, since");
    }

    @Test
    void survivesThatNothingIsTold() {
        assertThat(ClaimHolder.parse(List.of(), NOW).describe("c", ZoneOffset.UTC)).startsWith("? is being converted");
    }
}
