package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.convert.ConversionEvent.Resumed;
import org.virtp2v.core.convert.ConversionEvent.Retrying;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.ResumedPlan;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonParser;

/** A conversion that was left on the server, and is begun again, gone on with, or ended. */
@Timeout(60)
class ResumptionTest {
    private static final Instant BEGAN = Instant.parse("2026-11-29T10:04:00Z");
    private static final String DIRECTORY = "/tmp/virt-p2v-20261129-abcdefgh";
    private static final String PRINT = "ab".repeat(32);
    private static final ExportKey KEY = ExportKey.random();
    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = new ArrayList<>();
    @TempDir
    Path temp;
    private String line = "";

    @BeforeEach
    void leaveARun() throws Exception {
        Path image = Files.createFile(temp.resolve("a.img"));
        line = "p2v.server=conv p2v.name=web p2v.o=local p2v.os=/x p2v.disks=" + image;
        ports.server.directory = DIRECTORY;
        ports.server.relayInterpreters = List.of("python3", "python3", "python3");
        ports.server.relaySettings = "{\"reconnect\":1,\"exports\":[{\"disk\":1,\"size\":1,\"key\":\"" + KEY.hex()
                + "\"}]}";
        ports.server.waiting = List.of(waiting(State.RUNNING, null, PRINT));
    }

    private WaitingRun waiting(State state, @Nullable Duration heartbeat, @Nullable String print) {
        List<@Nullable String> prints = new ArrayList<>();
        prints.add(print);
        RunRecord record = RunRecord.of(Plans.of(line), "0.9", BEGAN, prints, List.of("relay.json", "key-1"));
        return new WaitingRun(DIRECTORY, state, heartbeat, record.json().toString());
    }

    private ConversionResult begin(String more) {
        return ports.engine().conversion(Plans.of(line + more), events::add).run();
    }

    private Resumable found() throws Exception {
        List<Resumable> all = ports.engine().waiting(Plans.of(line).login(), Plans.MACHINE, null);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static ConversionPlan planOf(Resumable found) throws Exception {
        return ResumedPlan.of(found.record(), SettingsReader.read("p2v.server=conv").settings(), Plans.MACHINE,
                Targets.NONE, NbdServer.DEFAULT_ORDER);
    }

    private ConversionResult goOn(Resumable found) throws Exception {
        return ports.engine().resumption(planOf(found), found, events::add, null, null).run();
    }

    private ConversionResult end() throws Exception {
        Resumable found = found();
        ConversionPlan plan = ResumedPlan.recorded(found.record(), SettingsReader.read("p2v.server=conv").settings());
        return ports.engine().ending(plan, found, events::add, null).run();
    }

    private static String text(RemoteFile file) {
        return new String(file.content(), StandardCharsets.UTF_8);
    }

    private boolean hasGoneOn() {
        return events.stream().anyMatch(Resumed.class::isInstance);
    }

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

    @Test
    void theSameConversionGoesOnByItself() {
        assertThat(begin("").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(hasGoneOn()).isTrue();
        assertThat(ports.journal.lines).doesNotContain("prepare");
    }

    @Test
    void aNewOneBeginsWhereAnotherIsWaitingOrItIsNotLookedFor() {
        for (String more : List.of(" p2v.resume=never", " p2v.name=db", " p2v.os=/y")) {
            String changed = more.contains("resume") ? line + more : line.replaceAll(
                    more.strip().substring(0, more.indexOf('=') - 1) + "=\\S+", more.strip());
            ports.engine().conversion(Plans.of(changed), events::add).run();
            assertThat(hasGoneOn()).as(more).isFalse();
        }
        assertThat(ports.journal.lines.stream().filter("prepare"::equals)).hasSize(3);
    }

    @Test
    void aNewOneBeginsWhereTheServerDoesNotTellInTime() {
        ports.server.silentAboutWaiting = new ServerException(ServerException.Reason.TIMEOUT, "It is slow.", null);
        assertThat(begin("").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).containsSubsequence("list waiting", "test", "prepare");
    }

    /** Who asked it once more would wait once more. */
    @Test
    void asksNothingMoreOfALoginShellThatWaits() {
        ServerException stuck = new ServerException(ServerException.Reason.SHELL_STUCK, "Its shell waits.", null);
        ports.server.silentAboutWaiting = stuck;
        ConversionResult result = begin("");
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isSameAs(stuck);
        assertThat(ports.journal.lines).contains("list waiting").doesNotContain("test", "prepare");
    }

    @Test
    void aNewOneLeavesWhatIsNeededToGoOn() {
        ports.server.waiting = List.of();
        begin("");
        RemoteFile left = ports.server.files.stream().filter(f -> f.name().equals(RunRecord.FILE)).findFirst()
                .orElseThrow();
        RunRecord record = RunRecord.parse(text(left));
        assertThat(record.disks()).extracting(RunRecord.Disk::fingerprint).containsExactly(PRINT);
        assertThat(record.secrets()).containsExactly("relay.json");
        assertThat(text(left)).doesNotContain(ports.server.keys.getFirst().hex());
    }

    @Test
    void aNewOneLeavesNothingWhereTheServerCannotWait() {
        ports.server.waiting = List.of();
        ports.server.relayInterpreters = List.of();
        begin("");
        assertThat(ports.server.files).extracting(RemoteFile::name).doesNotContain(RunRecord.FILE);
    }

    @Test
    void refusesADiskThatHasChangedAndLeavesTheRunAlone() throws Exception {
        ports.exporter.fingerprint = "cd".repeat(32);
        for (ConversionResult result : List.of(goOn(found()), begin(""))) {
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessageContaining("has changed since")
                    .hasMessageContaining("p2v.resume=end");
        }
        assertThat(ports.journal.lines).doesNotContain("stop", "adopt " + DIRECTORY, "prepare",
                "leave p2v-report.json");
    }

    @Test
    void refusesADiskOfWhichItIsNotKnownWhetherItHasChanged() throws Exception {
        ports.server.waiting = List.of(waiting(State.RUNNING, null, null));
        assertThat(goOn(found()).failure()).hasMessageContaining("it is not known whether");
        ports.server.waiting = List.of(waiting(State.RUNNING, null, PRINT));
        ports.exporter.fingerprint = null;
        assertThat(goOn(found()).failure()).hasMessageContaining("it is not known whether");
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
    void beginsANewOneWhenAnOldOneHasEndedAndTheDiskHasChangedSince() {
        ports.server.waiting = List.of(waiting(State.ENDED, null, PRINT));
        ports.exporter.fingerprint = "cd".repeat(32);
        assertThat(begin("").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(hasGoneOn()).isFalse();
    }

    @Test
    void doesNotGoOnWithWhatIsOverOrGone() throws Exception {
        Resumable known = found();
        for (Map.Entry<List<WaitingRun>, String> over : Map.of(
                List.of(waiting(State.GAVE_UP, null, PRINT)), "has given it up",
                List.of(waiting(State.DEAD, null, PRINT)), "was ended", List.<WaitingRun>of(), "not waiting")
                .entrySet()) {
            ports.server.waiting = over.getKey();
            ConversionResult result = goOn(known);
            assertThat(result.failure()).isInstanceOf(ServerException.class).hasMessageContaining(over.getValue());
            assertThat(((ServerException) result.failure()).reason())
                    .isEqualTo(ServerException.Reason.CANNOT_RESUME);
        }
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
    void doesNotGoOnWithARunThatSomebodyFollows() throws Exception {
        ports.server.waiting = List.of(waiting(State.RUNNING, Duration.ofSeconds(24), PRINT));
        Resumable found = found();
        ConversionListener listener = event -> {
            if (event instanceof Retrying) {
                ports.server.waiting = List.of(waiting(State.RUNNING, Duration.ofSeconds(1), PRINT));
            }
        };
        ConversionResult result = ports.engine().resumption(planOf(found), found, listener, null, null).run();
        assertThat(result.failure()).isInstanceOf(ServerException.class)
                .hasMessageContaining("Another virt-p2v is following");
        ports.server.waiting = List.of(waiting(State.RUNNING, Duration.ofSeconds(24), PRINT));
        // a new one: whether the guest's name is to be had is another question
        ports.engine().conversion(Plans.of(line), listener).run();
        assertThat(ports.journal.lines).contains("prepare").doesNotContain("adopt " + DIRECTORY);
    }

    @Test
    void doesNotBelieveARecordThatIsNone() throws Exception {
        ports.server.waiting = List.of(new WaitingRun(DIRECTORY, State.RUNNING, null, "{\"version\":1}"),
                new WaitingRun(DIRECTORY, State.RUNNING, null, "{\"a\":".repeat(100_000)));
        assertThat(ports.engine().waiting(Plans.of(line).login(), Plans.MACHINE, null)).isEmpty();
        assertThat(begin("").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(hasGoneOn()).isFalse();
    }

    @Test
    void refusesKeysThatAreNone() throws Exception {
        for (String keys : List.of("", "{}", "{\"exports\":[]}", "{\"exports\":[{\"key\":\"zz\"}]}",
                "{\"exports\":[{\"key\":\"" + "zz".repeat(32) + "\"}]}")) {
            ports.server.relaySettings = keys;
            assertThat(goOn(found()).failure()).hasMessageContaining("cannot be understood");
        }
        assertThat(ports.journal.lines).doesNotContain("connect");
    }

    @Test
    void endsWhatIsWaiting() throws Exception {
        ports.exporter.fingerprint = "cd".repeat(32);
        ConversionResult result = end();
        assertThat(result.outcome()).isEqualTo(Outcome.ENDED);
        assertThat(ports.journal.lines).containsSubsequence("adopt " + DIRECTORY, "stop", "remove output",
                "remove relay.json key-1", "leave p2v-report.json", "close run", "close access")
                .noneMatch(l -> l.startsWith("export")).doesNotContain("connect", "follow");
        assertThat(text(ports.server.left.getFirst())).contains("\"outcome\":\"ended\"");
    }

    @Test
    void failsToEndWhatCannotBeStoppedAndLeavesItToBeFound() throws Exception {
        ports.server.stops = false;
        ConversionResult result = end();
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).hasMessageContaining("may still be running");
        assertThat(ports.server.left).isEmpty();
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
    void staysWaitingWhereTheServerCannotRunTheRelayAnyMore() throws Exception {
        ports.server.relayInterpreters = List.of();
        assertThat(goOn(found()).failure()).hasMessageContaining("Python");
        assertThat(ports.journal.lines).doesNotContain("adopt " + DIRECTORY, "stop");
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
