package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

/** Which of the conversions that are waiting on the server is meant. */
class UnattendedConversionTest {
    private final FakePorts ports = new FakePorts();
    @TempDir
    Path temp;
    private Path image = Path.of("/");

    @BeforeEach
    void makeADisk() throws Exception {
        image = Files.createFile(temp.resolve("a.img"));
    }

    private void leave(State state, String... guests) {
        List<WaitingRun> all = new ArrayList<>(ports.server.waiting);
        for (String guest : guests) {
            var plan = Plans.of("p2v.server=conv p2v.name=" + guest + " p2v.disks=" + image);
            RunRecord record = RunRecord.of(plan, "1", Instant.EPOCH, List.of("ab".repeat(32)), List.of());
            all.add(new WaitingRun("/tmp/virt-p2v-20261129-" + guest, state, null, record.json().toString()));
        }
        ports.server.waiting = all;
    }

    private UnattendedConversion find(String more) throws Exception {
        return UnattendedConversion.waiting(ports.engine(), SettingsReader.read("p2v.server=conv " + more).settings(),
                Plans.MACHINE,
                NbdServer.DEFAULT_ORDER);
    }

    private String refusal(String more) {
        ServerException e = catchThrowableOfType(ServerException.class, () -> find(more));
        assertThat(e.reason()).isEqualTo(ServerException.Reason.CANNOT_RESUME);
        assertThat(ExitCode.of(e)).isEqualTo(ExitCode.SERVER);
        return String.valueOf(e.getMessage());
    }

    @Test
    void theOnlyOneNeedsNoName() throws Exception {
        leave(State.RUNNING, "aaaaaaaa");
        leave(State.GAVE_UP, "bbbbbbbb");
        assertThat(find("p2v.resume=only").plan().guest().name()).isEqualTo("aaaaaaaa");
    }

    @Test
    void ofSeveralTheOneOfTheNameIsMeant() throws Exception {
        leave(State.RUNNING, "aaaaaaaa", "bbbbbbbb");
        assertThat(find("p2v.resume=only p2v.name=bbbbbbbb").plan().guest().name()).isEqualTo("bbbbbbbb");
        assertThat(refusal("p2v.resume=only")).contains("aaaaaaaa", "bbbbbbbb", "/tmp/virt-p2v-20261129-bbbbbbbb",
                "p2v.name");
    }

    @Test
    void whereThereIsNoneItIsSaidWhereItWasLookedForAndWhatIsOver() {
        assertThat(refusal("p2v.resume=only")).contains("conv:22", "/tmp/virt-p2v-*", "root");
        leave(State.GAVE_UP, "aaaaaaaa");
        assertThat(refusal("p2v.resume=only")).contains("cannot go on any more", "aaaaaaaa");
        assertThat(refusal("p2v.resume=only p2v.name=cccccccc")).contains("to cccccccc").doesNotContain("aaaaaaaa");
    }

    @Test
    void oneThatIsDeadCanBeEndedOnly() throws Exception {
        leave(State.DEAD, "aaaaaaaa");
        assertThat(refusal("p2v.resume=only")).contains("cannot go on any more");
        UnattendedConversion work = find("p2v.resume=end");
        assertThat(work.conversion().apply(event -> {
        }).run().outcome()).isEqualTo(Outcome.ENDED);
        assertThat(ports.journal.lines).contains("stop", "remove output");
    }
}
