package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.Rtc;

class RtcProbeTest {
    private static final String NOW = "2026-07-01T12:00:00Z";

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
            "0, Europe/Berlin, UTC, 0",
            "449, Europe/Berlin, UTC, 0",
            "450, Europe/Berlin, UTC, 900",
            "-450, Europe/Berlin, UTC, 0",
            "-451, Europe/Berlin, UTC, -900",
            "7203, Europe/Berlin, LOCALTIME, 0",
            "3600, Europe/Berlin, UTC, 3600",
            "-14398, America/New_York, LOCALTIME, 0",
            "20700, Asia/Kathmandu, LOCALTIME, 0",
            "0, UTC, UTC, 0",
            "50400, UTC, UTC, 50400",
            "51300, UTC, UNKNOWN, 0",
            "-43200, UTC, UTC, -43200",
            "-44100, UTC, UNKNOWN, 0" })
    void comparesTheClockWithTheSystem(long ahead, String zone, Rtc.Basis basis, int offset)
            throws InterruptedException {
        long shown = Instant.parse(NOW).getEpochSecond() + ahead;
        var fixture = MachineFixture.empty(root).at(NOW, zone).with("sys/class/rtc/rtc0/since_epoch: " + shown);

        assertThat(fixture.machine().rtc()).isEqualTo(new Rtc(basis, offset));
    }

    @Test
    void readsDateAndTimeWhereThereIsNoEpoch() throws InterruptedException {
        var fixture = MachineFixture.empty(root).at(NOW, "UTC").with("""
                sys/class/rtc/rtc0/date: 2026-07-01
                sys/class/rtc/rtc0/time: 17:30:04
                """);

        assertThat(fixture.machine().rtc()).isEqualTo(new Rtc(Rtc.Basis.UTC, 19800));
    }

    @Test
    void isUnknownWhenTheClockShowsNonsense() throws InterruptedException {
        var fixture = MachineFixture.empty(root).at(NOW, "UTC").with("""
                sys/class/rtc/rtc0/date: 2026-00-01
                sys/class/rtc/rtc0/time: 17:30:04
                """);

        assertThat(fixture.machine().rtc()).isEqualTo(Rtc.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({ "1970-01-01T00:02:00Z, 120", "2001-01-01T00:02:00Z, 978307320", "2025-12-31T23:59:59Z, 1767225599",
            "2107-01-01T00:00:00Z, 4323283200" })
    void doesNotTrustASystemWhoseTimeCannotBe(String now, long shown) throws InterruptedException {
        var fixture = MachineFixture.empty(root).at(now, "UTC").with("sys/class/rtc/rtc0/since_epoch: " + shown);

        assertThat(fixture.machine().rtc()).isEqualTo(Rtc.UNKNOWN);
    }
}
