package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerException;
import org.virtp2v.core.source.SourceException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

@Timeout(60)
class ConversionTest {
    private static final String TWO_DISKS = "p2v.server=conv p2v.disks=/a,/b";
    private final Fakes fakes = new Fakes();
    private final List<ConversionEvent> events = new ArrayList<>();

    private ConversionResult run(String commandLine) {
        return fakes.engine().conversion(Plans.of(commandLine), events::add).run();
    }

    private <E extends ConversionEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void goesThroughTheStagesAndClosesEverythingInReverseOrder() {
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(fakes.journal).containsExactly("await network", "access", "test", "export /a", "export /b",
                "connect", "connect", "prepare", "start", "follow", "leave p2v-report.json", "close run", "close connection",
                "close connection", "close export /b", "close export /a", "close access");
        assertThat(events(ConversionEvent.StageEnded.class)).extracting(ConversionEvent.StageEnded::stage)
                .containsExactly(Stage.values());
        assertThat(events.getLast()).isInstanceOf(ConversionEvent.Ended.class);
    }

    @Test
    void copiesTheFilesThatTheServerNeeds() {
        run("p2v.server=conv p2v.name=g p2v.disks=/a p2v.oc=qemu:///system");
        assertThat(fakes.files).extracting(RemoteFile::name).containsExactly("name", "physical.xml",
                "virt-v2v-wrapper.sh", "dmesg", "p2v-version");
        assertThat(fakes.files).filteredOn(RemoteFile::required).hasSize(3);
        String wrapper = new String(fakes.files.get(2).content(), StandardCharsets.UTF_8);
        assertThat(wrapper).contains("-oc qemu:///system", "--colours");
        int port = events(ConversionEvent.DiskConnected.class).getFirst().remotePort();
        assertThat(new String(fakes.files.get(1).content(), StandardCharsets.UTF_8))
                .contains("<host name=\"localhost\" port=\"" + port + "\"/>");
    }

    @Test
    void skipsOnlyTheTestWhenToldTo() {
        run(TWO_DISKS + " p2v.skip_test_connection");
        assertThat(fakes.journal).contains("access").doesNotContain("test");
        assertThat(new String(fakes.files.get(2).content(), StandardCharsets.UTF_8)).doesNotContain("--colours");
    }

    @Test
    void warnsOfFilesThatCouldNotBeCopiedAndOfModesTheServerDoesNotList() {
        ConversionResult result = run(TWO_DISKS + " p2v.o=openstack");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).satisfiesExactly(w -> assertThat(w).contains("openstack"),
                w -> assertThat(w).contains("lsusb"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "access", "test", "export /a", "export /b", "connect", "prepare", "start", "follow" })
    void closesWhatIsOpenWhenAStepFails(String step) {
        fakes.failAt = step;
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).hasMessageContaining("lost at " + step);
        assertNothingLeftOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = { "access", "test", "export /a", "export /b", "connect", "prepare", "start", "follow" })
    void closesWhatIsOpenWhenItIsCancelled(String step) throws Exception {
        fakes.hangAt = step;
        Conversion conversion = fakes.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        fakes.hanging.await();
        conversion.cancel();
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertNothingLeftOpen();
        assertThat(fakes.journal.contains("stop")).isEqualTo(step.equals("start") || step.equals("follow"));
    }

    @Test
    void doesNothingWhenItIsCancelledBeforeItBegins() {
        Conversion conversion = fakes.engine().conversion(Plans.of(TWO_DISKS), events::add);
        conversion.cancel();
        assertThat(conversion.run().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(fakes.journal).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    private void assertNothingLeftOpen() {
        var journal = List.copyOf(fakes.journal);
        long connected = journal.stream().filter("connect"::equals).count();
        boolean failedConnecting = "connect".equals(fakes.failAt) || "connect".equals(fakes.hangAt);
        assertThat(journal.stream().filter("close connection"::equals).count())
                .isEqualTo(failedConnecting ? connected - 1 : connected);
        for (String disk : List.of("/a", "/b")) {
            boolean opened = journal.contains("export " + disk) && !fakes.failAt.equals("export " + disk)
                    && !fakes.hangAt.equals("export " + disk);
            assertThat(journal.contains("close export " + disk)).isEqualTo(opened);
        }
    }

    @Test
    void saysThatVirtV2vMayStillRun() {
        fakes.failAt = "follow";
        fakes.stops = false;
        assertThat(run(TWO_DISKS).warnings()).last().asString().contains("may still be running", "conv:22");
    }

    @Test
    void showsVirtV2vsOwnErrorWhenItFails() {
        fakes.status = 1;
        fakes.errors = List.of("no operating system was found");
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.failure()).isInstanceOf(ServerException.class)
                .hasMessageContaining("no operating system was found").hasMessageContaining("exit code 1")
                .hasMessageContaining("/tmp/virt-p2v-x/virt-v2v-conversion-log.txt");
        assertThat(fakes.journal).doesNotContain("stop");
    }

    @ParameterizedTest
    @CsvSource({ "true,true", "false,true" })
    void blamesTheSourceBeforeTheConnectionAndTheServer(boolean sourceBroken, boolean connectionBroken) {
        fakes.status = 1;
        fakes.sourceBroken = sourceBroken;
        fakes.dataConnectionsOpen = !connectionBroken;
        assertThat(run(TWO_DISKS).failure())
                .isInstanceOf(sourceBroken ? SourceException.class : ConnectionException.class);
    }

    @Test
    void reportsStagesWarningsAndProgressFromVirtV2vsOutput() {
        fakes.output = List.of("[   1.0] Opening the source\nvirt-v2v: warn", "ing: careful\n",
                "[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n", "[  62.0] Finishing off\n");
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.warnings()).contains("careful");
        assertThat(events(ConversionEvent.ToolStage.class)).hasSize(4);
        assertThat(events(ConversionEvent.Output.class)).hasSize(5);
        var progress = events(ConversionEvent.DiskProgress.class);
        assertThat(progress).extracting(ConversionEvent.DiskProgress::number).containsSubsequence(1, 1, 2, 2);
        assertThat(progress.getLast().percent()).isEqualTo(100);
    }

    @Test
    void reportsTheLastDiskAsDoneWhenNothingFollowsIt() {
        fakes.output = List.of("[  60.0] Copying disk 1/1\n");
        run("p2v.server=conv p2v.disks=/a");
        assertThat(events(ConversionEvent.DiskProgress.class).getLast().percent()).isEqualTo(100);
    }

    private List<Integer> totals() {
        return events(ConversionEvent.TotalProgress.class).stream().map(ConversionEvent.TotalProgress::percent).toList();
    }

    @Test
    void theTotalReaches100OnceAndOnlyAtTheEnd() {
        fakes.output = List.of("[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n",
                "[  62.0] Finishing off\n");
        run(TWO_DISKS);
        assertThat(totals()).isSorted().endsWith(100).containsOnlyOnce(100);
        assertThat(events(ConversionEvent.DiskMap.class)).extracting(ConversionEvent.DiskMap::number).contains(1, 2);
    }

    @Test
    void nothingReaches100WhenVirtV2vDiesWhileCopying() {
        fakes.output = List.of("[  60.0] Copying disk 1/1\n");
        fakes.reads = piece -> fakes.watchers.getFirst().reading(0, Plans.DISK_SIZE);
        fakes.status = 1;
        fakes.errors = List.of("nbdcopy died");
        ConversionResult result = run("p2v.server=conv p2v.disks=/a");
        assertThat(totals()).isNotEmpty().doesNotContain(100);
        assertThat(events(ConversionEvent.DiskProgress.class)).noneMatch(p -> p.percent() == 100);
        assertThat(result.report().errors()).containsExactly("nbdcopy died");
    }

    @Test
    void reportsWhatItTookAndMoved() {
        fakes.output = List.of("[   1.0] Opening the source\n", "[  60.0] Copying disk 1/2\n",
                "[  61.5] Copying disk 2/2\n", "[  62.0] Finishing off\n");
        ConversionReport report = run(TWO_DISKS + " p2v.name=g p2v.os=/var/x").report();
        assertThat(report.stages()).extracting(ConversionReport.StageTime::stage).containsExactly(Stage.values());
        assertThat(report.toolStages()).extracting(ConversionReport.ToolTime::text).containsExactly("Opening the source",
                "Copying disk 1/2", "Copying disk 2/2", "Finishing off");
        assertThat(report.toolStages().get(1).took()).isEqualTo(Duration.ofMillis(1500));
        assertThat(report.bytesSent()).isEqualTo(2 * 4 * 512);
        assertThat(report.bytesCopied()).isEqualTo(2 * 2 * 512);
        assertThat(report.disks()).extracting(d -> d.disk().name()).containsExactly("/a", "/b");
        assertThat(report).extracting(ConversionReport::guest, ConversionReport::server,
                ConversionReport::outputStorage).containsExactly("g", "conv:22", "/var/x");
    }

    @Test
    void leavesAReportOnTheServer() {
        fakes.status = 1;
        fakes.errors = List.of("no \"room\"");
        run(TWO_DISKS + " p2v.password=s3cret");
        String content = new String(fakes.left.getFirst().content(), StandardCharsets.UTF_8);
        assertThat(content).doesNotContain("s3cret").endsWith("}\n");
        JsonObject report = JsonParser.parseString(content).getAsJsonObject();
        assertThat(report.get("version").getAsInt()).isEqualTo(1);
        assertThat(report.get("outcome").getAsString()).isEqualTo("failed");
        assertThat(report.getAsJsonObject("failure").get("kind").getAsString()).isEqualTo("server");
        assertThat(report.getAsJsonObject("failure").get("reason").getAsString()).isEqualTo("CONVERSION_FAILED");
        assertThat(report.getAsJsonObject("report").getAsJsonArray("stages")).hasSize(Stage.values().length - 1);
        assertThat(report.getAsJsonObject("report").getAsJsonArray("errors").get(0).getAsString())
                .isEqualTo("no \"room\"");
    }

    @Test
    void saysWhenTheReportCouldNotBeLeft() {
        fakes.leaves = false;
        assertThat(run(TWO_DISKS)).satisfies(r -> assertThat(r.outcome()).isEqualTo(Outcome.SUCCEEDED),
                r -> assertThat(r.warnings()).last().asString().contains("p2v-report.json"));
    }

    @Test
    void allDisksShareOneLimit() {
        run(TWO_DISKS + " p2v.bandwidth=50M");
        assertThat(fakes.limiters).hasSize(2).doesNotContain(Optional.empty());
        assertThat(fakes.limiters.getFirst().orElseThrow()).isSameAs(fakes.limiters.getLast().orElseThrow());
    }

    @Test
    void thereIsNoLimitUnlessAskedFor() {
        run(TWO_DISKS);
        assertThat(fakes.limiters).containsOnly(Optional.empty());
    }
}
