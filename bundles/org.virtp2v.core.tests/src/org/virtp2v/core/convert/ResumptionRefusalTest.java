package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.Retrying;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.testing.Plans;

/** A conversion that was left on the server, and is not gone on with. */
class ResumptionRefusalTest extends ResumptionFixture {
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
    void staysWaitingWhereTheServerCannotRunTheRelayAnyMore() throws Exception {
        ports.server.relayInterpreters = List.of();
        assertThat(goOn(found()).failure()).hasMessageContaining("Python");
        assertThat(ports.journal.lines).doesNotContain("adopt " + DIRECTORY, "stop");
    }
}
