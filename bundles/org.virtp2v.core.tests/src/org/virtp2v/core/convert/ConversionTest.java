package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteFile;

class ConversionTest extends ConversionFixture {
    @Test
    void goesThroughTheStagesAndClosesEverythingInReverseOrder() {
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).containsExactly("await network", "access", "list waiting", "test", "inspect",
                "forward",
                "survey", "try libguestfs",
                "speed", "close inspection", "export /a", "export /b", "connect", "connect", "prepare", "start",
                "follow", "verify", "leave p2v-report.json", "leave progress.json", "close run", "close connection",
                "close connection", "close export /b", "close export /a", "close access");
        assertThat(events(ConversionEvent.StageEnded.class)).extracting(ConversionEvent.StageEnded::stage)
                .containsExactlyElementsOf(WITHOUT_TEST_BOOT);
        assertThat(events.getLast()).isInstanceOf(ConversionEvent.Ended.class);
    }

    @Test
    void copiesTheFilesThatTheServerNeeds() {
        run("p2v.server=conv p2v.name=g p2v.disks=/a p2v.oc=qemu:///system");
        assertThat(ports.server.files).extracting(RemoteFile::name).containsExactly("name", "physical.xml",
                "virt-v2v-wrapper.sh", "dmesg", "p2v-version", "progress.json");
        assertThat(ports.server.files).filteredOn(RemoteFile::required).hasSize(3);
        String wrapper = new String(ports.server.files.get(2).content(), StandardCharsets.UTF_8);
        assertThat(wrapper).contains("-oc qemu:///system", "--colours");
        int port = events(ConversionEvent.DiskConnected.class).getFirst().remotePort();
        assertThat(new String(ports.server.files.get(1).content(), StandardCharsets.UTF_8))
                .contains("<host name=\"localhost\" port=\"" + port + "\"/>");
    }

    @Test
    void warnsOfFilesThatCouldNotBeCopiedAndOfModesTheServerDoesNotList() {
        ConversionResult result = run(TWO_DISKS + " p2v.o=openstack");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).satisfiesExactly(w -> assertThat(w).contains("openstack"),
                w -> assertThat(w).contains("lsusb"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "access", "test", "inspect", "forward", "survey", "speed", "export /a", "export /b",
            "connect",
            "prepare", "start", "follow" })
    void closesWhatIsOpenWhenAStepFails(String step) {
        ports.journal.failAt = step;
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).hasMessageContaining("lost at " + step);
        assertNothingLeftOpen();
    }

    @Test
    void saysThatVirtV2vMayStillRun() {
        ports.journal.failAt = "follow";
        ports.server.stops = false;
        assertThat(run(TWO_DISKS).warnings()).last().asString().contains("may still be running", "conv:22");
        assertThat(ports.journal.lines).doesNotContain("remove output");
    }

    @ParameterizedTest
    @CsvSource({ "PARTIAL,may not remove. Remove them there: /o/g-sda", "COMPLETE,The guest is complete there",
            "UNKNOWN,is not known", "FOREIGN,may be another run’s by now" })
    void saysWhatIsLeftOfTheOutput(LeftFiles.State state, String message) {
        ports.journal.failAt = "follow";
        boolean named = state == LeftFiles.State.PARTIAL || state == LeftFiles.State.FOREIGN;
        ports.server.leftFiles = new LeftFiles(state, named ? List.of("/o/g-sda") : List.of());
        assertThat(run(TWO_DISKS).warnings()).last().asString().contains(message, named ? "/o/g-sda" : "");
    }

    @Test
    void touchesNothingWhenAnotherRunHasTakenTheNameMeanwhile() {
        ports.server.tool = output -> {
            throw new ServerException(ServerException.Reason.NAME_TAKEN, "taken", null);
        };
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).hasMessage("taken");
        assertThat(ports.journal.lines).doesNotContain("stop", "remove output", "verify");
        assertNothingLeftOpen();
    }
}
