package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.StageProgress;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.State;

class ConversionModelTest {
    private static final SourceDisk SDA = new SourceDisk("sda", Path.of("/dev/sda"), 1L << 40, "sda");
    private static final SourceDisk SDB = new SourceDisk("sdb", Path.of("/dev/sdb"), 1L << 30, "sdb");

    private long now = 1;
    private final ConversionModel model = new ConversionModel(List.of(SDA, SDB), new ExpectedStages(2), () -> now);

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private StageProgress stage(Stage stage) {
        return model.snapshot().stages().get(stage.ordinal());
    }

    private void copy(int number, int percent, double rate) {
        model.on(new ConversionEvent.TotalProgress(new Progress(percent / 2, 1000, rate, Duration.ofSeconds(9))));
        model.on(new ConversionEvent.DiskProgress(number, 2, number == 1 ? SDA : SDB,
                new Progress(percent, 500, rate, Duration.ofSeconds(5)), 0, 0));
    }

    @Test
    void showsAllStagesFromTheBeginning() {
        assertThat(model.snapshot().stages()).extracting(StageProgress::state).containsOnly(State.PENDING)
                .hasSize(Stage.values().length - 1);
        assertThat(model.snapshot().ended()).isNull();
    }

    private List<String> toCome() {
        return stage(Stage.CONVERT).parts().stream().filter(part -> part.state() == State.PENDING)
                .map(StageProgress::title).toList();
    }

    @Test
    void showsWhatIsToComeOfVirtV2vUntilItIsThere() {
        assertThat(toCome()).startsWith("Setting up the source", "Opening the source", "Inspecting the source")
                .endsWith("Copying disk 1/2", "Copying disk 2/2", "Creating output metadata", "Finishing off");
        model.on(new ConversionEvent.StageStarted(Stage.CONVERT));
        model.on(new ConversionEvent.ToolStage(Duration.ZERO, "Inspecting the source"));
        assertThat(toCome()).startsWith("Converting", "Mapping filesystem data");
        model.on(new ConversionEvent.ToolStage(Duration.ZERO, "Checking for sufficient free disk space in the guest"));
        assertThat(toCome()).as("a stage that not every guest has").startsWith("Converting");
        model.on(new ConversionEvent.ToolStage(Duration.ZERO, "Copying disk 2/2"));
        assertThat(toCome()).containsExactly("Creating output metadata", "Finishing off");
        model.on(new ConversionEvent.StageEnded(Stage.CONVERT, Duration.ofSeconds(5), false));
        assertThat(toCome()).as("after the end").isEmpty();
    }

    @Test
    void countsTheTimeOfTheStageThatIsRunning() {
        model.on(new ConversionEvent.StageStarted(Stage.SERVE_DISKS));
        pass(7);
        assertThat(stage(Stage.SERVE_DISKS).state()).isEqualTo(State.RUNNING);
        assertThat(stage(Stage.SERVE_DISKS).took()).isEqualTo(Duration.ofSeconds(7));
        model.on(new ConversionEvent.StageEnded(Stage.SERVE_DISKS, Duration.ofSeconds(8), true));
        pass(7);
        assertThat(stage(Stage.SERVE_DISKS).state()).isEqualTo(State.DONE);
        assertThat(stage(Stage.SERVE_DISKS).took()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void nestsTheStagesOfVirtV2v() {
        model.on(new ConversionEvent.StageStarted(Stage.CONVERT));
        model.on(new ConversionEvent.ToolStage(Duration.ZERO, "Opening the source"));
        pass(3);
        model.on(new ConversionEvent.ToolStage(Duration.ofSeconds(3), "Copying disk 1/2"));
        pass(2);
        assertThat(stage(Stage.CONVERT).parts()).startsWith(
                new StageProgress("Opening the source", State.DONE, Duration.ofSeconds(3), List.of()),
                new StageProgress("Copying disk 1/2", State.RUNNING, Duration.ofSeconds(2), List.of()));
        assertThat(model.snapshot().status()).contains("Copying disk 1/2");
        model.on(new ConversionEvent.StageEnded(Stage.CONVERT, Duration.ofSeconds(5), false));
        assertThat(stage(Stage.CONVERT).parts()).extracting(StageProgress::state).containsExactly(State.DONE,
                State.FAILED);
    }

    @Test
    void neverGoesBack() {
        copy(1, 60, 1e6);
        copy(1, 50, 2e6);
        assertThat(model.snapshot().disks().getFirst().progress().percent()).isEqualTo(60);
        assertThat(model.snapshot().total().percent()).isEqualTo(30);
        assertThat(model.snapshot().disks().getFirst().progress().bytesPerSecond()).isEqualTo(2e6);
    }

    @Test
    void showsARateOnlyOfTheDiskThatIsBeingCopied() {
        copy(1, 100, 1e6);
        copy(2, 10, 2e6);
        assertThat(Texts.of(model.snapshot().disks().get(0).progress())).isEqualTo("100 %, 500 B");
        assertThat(Texts.of(model.snapshot().disks().get(1).progress()))
                .isEqualTo("10 %, 500 B, 2.0 MB/s, 0:05 left");
        model.on(new ConversionEvent.StageEnded(Stage.CONVERT, Duration.ofSeconds(5), true));
        assertThat(Texts.of(model.snapshot().disks().get(1).progress())).isEqualTo("10 %, 500 B");
    }

    @Test
    void keepsTheLastMapOfADisk() {
        model.on(new ConversionEvent.DiskMap(2, SDB, CellMap.of(512, Cell.READ)));
        CellMap last = CellMap.of(512, Cell.READ, Cell.READING);
        model.on(new ConversionEvent.DiskMap(2, SDB, last));
        assertThat(model.snapshot().disks().get(0).map()).isNull();
        assertThat(model.snapshot().disks().get(1).map()).isSameAs(last);
    }

    @Test
    void staysSmallHoweverMuchHappens() {
        for (int i = 0; i < 100_000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(50);
            copy(1, 10, i);
            model.on(new ConversionEvent.ToolStage(Duration.ZERO, "stage " + i));
            model.on(new ConversionEvent.Warning(ConversionEvent.Warning.Source.VIRT_V2V, "warning " + i));
        }
        ConversionSnapshot snapshot = model.snapshot();
        assertThat(snapshot.rates().samples()).hasSizeLessThan(500);
        assertThat(stage(Stage.CONVERT).parts()).filteredOn(part -> part.state() != State.PENDING)
                .hasSize(StageTimes.MOST_PARTS);
        assertThat(snapshot.warnings()).hasSize(ConversionModel.MOST_WARNINGS);
    }

    private void lose(Link link, int attempt, int untilNext) {
        model.on(new ConversionEvent.ConnectionLost(link,
                new Outage(Duration.ofSeconds(12), attempt, Duration.ofSeconds(untilNext), "No route.")));
    }

    @Test
    void showsALostConnectionUntilTheLastIsBackAndThenForAWhile() {
        lose(Link.disk(1), 3, 5);
        copy(1, 10, 0);
        assertThat(model.snapshot().status())
                .isEqualTo("Connection lost 0:12 ago (disk sda), trying again in 5 s (3) … No route.");
        lose(Link.disk(2), 1, 0);
        pass(88);
        lose(Link.disk(1), 3, 0);
        lose(Link.disk(2), 3, 0);
        model.on(new ConversionEvent.ConnectionBack(Link.disk(1), Duration.ofSeconds(100)));
        assertThat(model.snapshot().status()).startsWith("Connection lost");
        model.on(new ConversionEvent.ConnectionBack(Link.disk(2), Duration.ofSeconds(100)));
        copy(1, 10, 1e6);
        assertThat(model.snapshot().status()).isEqualTo("Connected again after 1:40.");
        pass(10);
        assertThat(model.snapshot().status()).isEqualTo("Copying disk 1 of 2, sda…");
    }

    @Test
    void showsADiskThatIsGoneUntilItIsBackAndThenForAWhile() {
        model.on(new ConversionEvent.DiskAway(SDA, Instant.EPOCH, 0));
        copy(2, 10, 1e6);
        assertThat(model.snapshot().status()).startsWith("sda is gone: is its cable or its power loose?");
        lose(Link.disk(1), 3, 5);
        assertThat(model.snapshot().status()).as("without it no disk is of use").startsWith("Connection lost");
        model.on(new ConversionEvent.ConnectionBack(Link.disk(1), Duration.ofSeconds(12)));
        model.on(new ConversionEvent.DiskRefused(SDA, "it is another one"));
        assertThat(model.snapshot().status()).isEqualTo("Still waiting for sda: it is another one.");
        model.on(new ConversionEvent.DiskBack(SDA, SDA.path(), Duration.ofSeconds(48)));
        copy(2, 10, 1e6);
        assertThat(model.snapshot().status()).isEqualTo("sda is back after 0:48, and is read on.");
        pass(10);
        assertThat(model.snapshot().status()).isEqualTo("Copying disk 2 of 2, sdb…");
        model.on(new ConversionEvent.DiskAway(SDA, Instant.EPOCH, 0));
        model.on(new ConversionEvent.StageStarted(Stage.CLEAN_UP));
        assertThat(model.snapshot().status()).doesNotContain("sda is gone");
    }

    @Test
    void showsNoConnectionThatWasGivenUpOrThatIsClosed() {
        copy(1, 10, 0);
        lose(Link.disk(1), 3, 5);
        pass(6);
        assertThat(model.snapshot().status()).isEqualTo("Copying disk 1 of 2, sda…");
        lose(Link.disk(2), 3, 5);
        model.on(new ConversionEvent.StageStarted(Stage.CLEAN_UP));
        assertThat(model.snapshot().status()).doesNotStartWith("Connection lost");
    }

    @Test
    void saysHowTheGuestIsTriedAndKeepsItsPictures() {
        model.on(new ConversionEvent.StageStarted(Stage.TEST_BOOT));
        assertThat(model.isTrying()).isTrue();
        assertThat(model.snapshot().status()).isEqualTo("Starting the guest once to try it…");
        model.on(new ConversionEvent.TrialTold(
                new TrialNews.Started(true, 512, 512, "bios", Duration.ofMinutes(3), "", "")));
        var screen = new TrialNews.Screen(Duration.ofSeconds(2), "trial-001.png", new byte[0]);
        model.on(new ConversionEvent.TrialTold(screen));
        pass(5);
        assertThat(model.snapshot().status()).startsWith("Running for 0:05 of 3:00");
        model.skipping();
        assertThat(model.snapshot().status()).startsWith("The test boot is being ended");
        model.on(new ConversionEvent.StageEnded(Stage.TEST_BOOT, Duration.ofSeconds(6), true));
        model.on(new ConversionEvent.StageStarted(Stage.CLEAN_UP));
        assertThat(model.snapshot().status()).isEqualTo("Cleaning up…");
        assertThat(model.snapshot().pictures()).containsExactly(screen);
    }

    @Test
    void tellsWhereTheLogsAre() {
        model.on(new ConversionEvent.LogDirectory("conv1", "/tmp/virt-p2v-x"));
        assertThat(model.snapshot().logDirectory()).isEqualTo("conv1:/tmp/virt-p2v-x");
    }

    @Test
    void saysThatItIsBeingCancelled() {
        model.cancelling(false);
        assertThat(model.snapshot().cancelling()).isTrue();
        assertThat(model.snapshot().status()).startsWith("Cancelling");
    }

    @Test
    void ends() {
        ConversionResult result = Results.of(Outcome.SUCCEEDED, null);
        model.on(new ConversionEvent.Ended(result));
        assertThat(model.hasEnded()).isTrue();
        assertThat(model.snapshot().ended()).isEqualTo(new End.Regular(result));
    }

    @Test
    void endsByAFault() {
        model.on(new ConversionEvent.StageStarted(Stage.CONVERT));
        model.fault(new IllegalStateException("broken"));
        assertThat(model.snapshot().ended()).isInstanceOf(End.Fault.class);
        assertThat(stage(Stage.CONVERT).state()).isEqualTo(State.FAILED);
    }
}
