package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.DiskAway;
import org.virtp2v.core.convert.ConversionEvent.DiskBack;
import org.virtp2v.core.convert.ConversionEvent.DiskRefused;
import org.virtp2v.core.convert.ConversionEvent.DiskSilent;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.ReadErrorPolicy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** A conversion of disks that are gone, for a while or for good, or that do not answer. */
class DiskAbsencesTest extends UnreadableDisksFixture {
    @Test
    void waitsForADiskThatIsGoneAndReportsIt() {
        ports.server.tool = output -> {
            ReadErrorPolicy policy = ports.exporter.policies.get("/b");
            assertThat(policy.patience()).isEqualTo(Duration.ofHours(2));
            assertThat(ports.exporter.policies.get("/a").patience()).isEqualTo(Duration.ofHours(2));
            policy.away();
            ports.exporter.silence = AnswerWatch.LIMIT.plusSeconds(1);
            Thread.sleep(1500);
            ports.exporter.silence = Duration.ZERO;
            policy.refused("it is another one");
            policy.back(Path.of("/c"), Duration.ofSeconds(48));
            decisions.add(policy.unreadable(sectors(70, 70, null)));
            return 0;
        };
        ports.files = (disk, parts, limit) -> {
            throw new AssertionError("its names may be those of another disk");
        };

        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero p2v.reconnect=2h");

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(events).filteredOn(DiskSilent.class::isInstance).as("told of the other disk only")
                .allMatch(e -> ((DiskSilent) e).disk().name().equals("/a"));
        assertThat(events).filteredOn(DiskAway.class::isInstance).singleElement()
                .satisfies(e -> assertThat(((DiskAway) e).until()).isBetween(
                        ports.engine().clock().instant().plus(Duration.ofMinutes(119)),
                        ports.engine().clock().instant().plus(Duration.ofHours(2))));
        assertThat(events).filteredOn(DiskRefused.class::isInstance)
                .extracting(e -> ((DiskRefused) e).text()).containsExactly("Still waiting for /b: it is another one.");
        assertThat(events).filteredOn(DiskBack.class::isInstance).extracting(e -> ((DiskBack) e).text())
                .containsExactly("/b is back after 0:48 as /c, and is read on.");
        assertThat(DiskAbsences.describe(result.report())).containsExactly("/b was gone 1 ×, for 0:48 in all.");
        JsonObject disk = JsonParser.parseString(left("p2v-report.json")).getAsJsonObject().getAsJsonObject("report")
                .getAsJsonArray("disks").get(1).getAsJsonObject();
        assertThat(disk.get("absences").getAsInt()).isEqualTo(1);
        assertThat(disk.get("secondsAway").getAsDouble()).isEqualTo(48);
    }

    @Test
    void waitsForNoDiskWhereNothingIsToBeWaitedFor() {
        run(TWO_DISKS + " p2v.reconnect=0");
        assertThat(ports.exporter.policies.get("/a").patience()).isZero();
    }

    /** Also where parts become zeros, and whatever virt-v2v makes of the errors that it reads. */
    @Test
    void stopsAtADiskThatIsGone() {
        ports.server.afterOutput = () -> ports.exporter.policies.get("/b").gone(new SourceException("/b is gone"));

        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessage("/b is gone");
    }

    @Test
    void tellsOfADiskThatDoesNotAnswer() {
        ports.server.tool = output -> {
            ports.exporter.silence = AnswerWatch.LIMIT.plusSeconds(1);
            Thread.sleep(2500);
            ports.exporter.silence = Duration.ofSeconds(2);
            Thread.sleep(1500);
            return 0;
        };
        run("p2v.server=conv p2v.disks=/a");
        assertThat(events.stream().filter(DiskSilent.class::isInstance).map(DiskSilent.class::cast))
                .extracting(e -> e.stall().over(), e -> e.stall().lasted().toSeconds())
                .containsExactly(tuple(false, 41L),
                        tuple(true, 41L));
    }
}
