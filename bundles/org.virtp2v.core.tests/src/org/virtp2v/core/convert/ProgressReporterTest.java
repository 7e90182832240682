package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Plans;

class ProgressReporterTest extends ConversionFixture {
    @Test
    void reportsStagesWarningsAndProgressFromVirtV2vsOutput() {
        ports.server.output = List.of("[   1.0] Opening the source\nvirt-v2v: warn", "ing: careful\n",
                "[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n", "[  62.0] Finishing off\n");
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.warnings()).contains("careful");
        assertThat(events(ConversionEvent.ToolStage.class)).hasSize(4);
        assertThat(events(ConversionEvent.Output.class)).hasSize(5);
        var progress = events(ConversionEvent.DiskProgress.class);
        assertThat(progress).extracting(ConversionEvent.DiskProgress::number).containsSubsequence(1, 1, 2, 2);
        assertThat(progress.getLast().progress().percent()).isEqualTo(100);
    }

    @Test
    void reportsTheLastDiskAsDoneWhenNothingFollowsIt() {
        ports.server.output = List.of("[  60.0] Copying disk 1/1\n");
        run("p2v.server=conv p2v.disks=/a");
        assertThat(events(ConversionEvent.DiskProgress.class).getLast().progress().percent()).isEqualTo(100);
    }

    @Test
    void nothingReaches100WhenTheEndOfTheLogIsShownAgain() {
        String began = "[  60.0] Copying disk 1/1\n";
        ports.server.output = List.of(began, "*** virt-v2v command failed ***\n" + began + "[  60.1] Finishing off\n");
        ports.server.status = 1;
        run("p2v.server=conv p2v.disks=/a");
        assertThat(totals()).isNotEmpty().doesNotContain(100);
        assertThat(events(ConversionEvent.DiskProgress.class)).noneMatch(p -> p.progress().percent() == 100);
    }

    @Test
    void doesNotReportWhatIsReadWhileItCleansUp() {
        ports.server.output = List.of("[  60.0] Copying disk 1/1\n");
        ports.server.status = 1;
        ports.server.whileStopping = () -> ports.exporter.read("/a", 512, 1 << 20);
        ConversionResult result = run("p2v.server=conv p2v.disks=/a");
        assertThat(result.report().bytesCopied()).isEqualTo(512);
        assertThat(result.report().bytesSent()).isEqualTo(512);
    }

    @Test
    void theTotalReaches100OnceAndOnlyAtTheEnd() {
        ports.server.output = List.of("[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n",
                "[  62.0] Finishing off\n");
        run(TWO_DISKS);
        assertThat(totals()).isSorted().endsWith(100).containsOnlyOnce(100);
        assertThat(events(ConversionEvent.DiskMap.class)).extracting(ConversionEvent.DiskMap::number).contains(1, 2);
    }

    @Test
    void nothingReaches100WhenVirtV2vDiesWhileCopying() {
        ports.server.output = List.of("[  60.0] Copying disk 1/1\n");
        ports.server.afterOutput = () -> ports.exporter.read("/a", 0, Plans.DISK_SIZE);
        ports.server.status = 1;
        ports.server.errors = List.of("nbdcopy died");
        ConversionResult result = run("p2v.server=conv p2v.disks=/a");
        assertThat(totals()).isNotEmpty().doesNotContain(100);
        assertThat(events(ConversionEvent.DiskProgress.class)).noneMatch(p -> p.progress().percent() == 100);
        assertThat(result.report().errors()).containsExactly("nbdcopy died");
    }
}
