package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.ResumedPlan;
import org.virtp2v.core.settings.SettingsReader;

/** A conversion that was left on the server, and is ended. */
class WaitingRunEndTest extends ResumptionFixture {
    private ConversionResult end() throws Exception {
        Resumable found = found();
        ConversionPlan plan = ResumedPlan.recorded(found.record(), SettingsReader.read("p2v.server=conv").settings());
        return ports.engine().ending(plan, found, events::add, null).run();
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
}
