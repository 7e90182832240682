package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.Resumed;
import org.virtp2v.core.convert.ConversionEvent.Retrying;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.WaitingRun.State;

import com.google.gson.JsonParser;

/** A conversion that was left on the server, and is gone on with. */
class ResumptionTest extends ResumptionFixture {
    @Test
    void goesOnWithWhatIsWaiting() throws Exception {
        ConversionResult result = goOn(found());
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(events).contains(new Resumed(ports.server.directory, BEGAN, "web"));
        assertThat(ports.server.keys).extracting(ExportKey::hex).containsExactly(KEY.hex());
        assertThat(ports.journal.lines).contains("adopt " + DIRECTORY, "announce 1 " + DIRECTORY, "follow", "verify")
                .doesNotContain("prepare", "start", "test")
                .contains("remove relay.json key-1", "leave p2v-report.json");
        var report = JsonParser.parseString(text(ports.server.left.getFirst())).getAsJsonObject();
        assertThat(report.get("began").getAsString()).isEqualTo(BEGAN.toString());
        assertThat(report.get("resumed").getAsString()).startsWith("20");
        assertThat(result.warnings()).isEmpty();
    }

    /** The relay that knew the old keys is gone, and the file with them: the new ones come before the start. */
    @Test
    void startsAgainWithNewKeysWhatHasBrokenOffAfterTheGuestsStart() throws Exception {
        line += " p2v.instant";
        ports.server.waiting = List.of(waiting(State.BROKEN_OFF, Duration.ofMinutes(3), PRINT));
        assertThat(goOn(found()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.keys).extracting(ExportKey::hex).doesNotContain(KEY.hex()).hasSize(1);
        assertThat(ports.journal.lines).containsSubsequence("take own addresses", "adopt " + DIRECTORY,
                "leave relay.json", "announce 1 " + DIRECTORY, "start", "follow").doesNotContain("prepare");
    }

    @Test
    void leavesWhatHasBrokenOffAsItIsWhereTheKeysCannotBeWritten() throws Exception {
        line += " p2v.instant";
        ports.server.waiting = List.of(waiting(State.BROKEN_OFF, Duration.ofMinutes(3), PRINT));
        ports.server.takesReports = false;
        ConversionResult result = goOn(found());
        assertThat(result.failure()).hasMessageContaining("cannot be written").hasMessageContaining(DIRECTORY);
        assertThat(ports.journal.lines).doesNotContain("start", "stop", "remove output");
    }

    @Test
    void readsTheEndOfARunThatHasEndedWithoutServingADisk() throws Exception {
        ports.server.waiting = List.of(waiting(State.ENDED, Duration.ofMinutes(3), PRINT));
        assertThat(goOn(found()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).contains("follow", "verify").noneMatch(l -> l.startsWith("export"))
                .doesNotContain("connect");
    }

    @Test
    void waitsWhileSomebodyElseMayFollowTheRun() throws Exception {
        ports.server.waiting = List.of(waiting(State.RUNNING, Duration.ofSeconds(24), PRINT));
        Resumable found = found();
        ConversionResult result = ports.engine().resumption(planOf(found), found, event -> {
            events.add(event);
            if (event instanceof Retrying) {
                ports.server.waiting = List.of(waiting(State.RUNNING, Duration.ofSeconds(25), PRINT));
            }
        }, null, null).run();
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(events).anyMatch(e -> e instanceof Retrying r && r.why().contains("another virt-p2v"));
    }

    @Test
    void isStoppedAndCleanedUpLikeAnyOtherWhenItIsCancelled() throws Exception {
        ports.journal.hangAt = "follow";
        Resumable found = found();
        Conversion conversion = ports.engine().resumption(planOf(found), found, events::add, null, null);
        Thread.ofPlatform().start(() -> {
            try {
                ports.journal.hanging.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            conversion.cancel(CancelCause.USER);
        });
        assertThat(conversion.run().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ports.journal.lines).containsSubsequence("follow", "stop", "remove output", "leave p2v-report.json");
    }

    @Test
    void staysWaitingWhenItFailsBeforeItIsFollowed() throws Exception {
        for (String step : List.of("connect", "adopt", "announce")) {
            ports.journal.failAt = step;
            assertThat(goOn(found()).outcome()).isEqualTo(Outcome.FAILED);
        }
        assertThat(ports.journal.lines).doesNotContain("stop", "leave p2v-report.json")
                .noneMatch(l -> l.startsWith("remove"));
    }
}
