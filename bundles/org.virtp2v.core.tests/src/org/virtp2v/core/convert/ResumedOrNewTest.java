package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.testing.Plans;

/** A conversion that begins while one may be waiting: it goes on with that, or is a new one. */
class ResumedOrNewTest extends ResumptionFixture {
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
    void beginsANewOneWhenAnOldOneHasEndedAndTheDiskHasChangedSince() {
        ports.server.waiting = List.of(waiting(State.ENDED, null, PRINT));
        ports.exporter.fingerprint = "cd".repeat(32);
        assertThat(begin("").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(hasGoneOn()).isFalse();
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
}
