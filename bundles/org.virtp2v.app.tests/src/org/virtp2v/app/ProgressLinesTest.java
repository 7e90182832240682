package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.ServerLogin;

class ProgressLinesTest extends TextModeFixture {
    @Test
    void rewritesOneLineOnATerminal() {
        assertThat(shown(true, true, progress(50, Duration.ofSeconds(75)), progress(51, null),
                new StageStarted(Stage.CLEAN_UP)))
                .isEqualTo("\r\u001b[K[############------------] Disk 1/1 (sda): 50 %, 12.3 MB/s, 1:15 left"
                        + "\r\u001b[K[############------------] Disk 1/1 (sda): 51 %, 12.3 MB/s"
                        + "\r\u001b[K\u001b[1;32mCleaning up…\u001b[0m\n");
    }

    @Test
    void printsALineEveryTenPercentIntoAFile() {
        var all = IntStream.rangeClosed(0, 100).mapToObj(p -> progress(p, null)).toArray(ConversionEvent[]::new);
        assertThat(shown(false, false, all).lines()).hasSize(11)
                .allMatch(l -> l.matches("Disk 1/1 \\(sda\\): \\d+0? %, 12\\.3 MB/s"));
    }

    @Test
    void printsALineIntoAFileEachMinuteAnyway() {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var time = new AtomicLong(Duration.ofDays(-9).toNanos());
        var mode = new TextMode(new Terminal(out, false, false), new ServerLogin("conv", 22, "root", null, null, false),
                List.of(DISK), time::get, InstantSource.system());
        for (int second = 0; second <= 180; second++) {
            mode.on(progress(1, Duration.ofHours(5)));
            time.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(4)
                .containsOnly("Disk 1/1 (sda): 1 %, 12.3 MB/s, 5:00:00 left");
    }

    @Test
    void endsAt100WithSeveralDisks() {
        assertThat(shown(false, false, new TotalProgress(new Progress(99, 1, 1, null)), progress(2, 100, null),
                new TotalProgress(new Progress(100, 1, 1, Duration.ZERO))).lines())
                .containsExactly("Disk 1/2 (sda): 100 %, total 99 %, 12.3 MB/s",
                        "All disks have been copied: total 100 %");
    }

    @Test
    void showsTheTotalTooWithSeveralDisks() {
        var total = new TotalProgress(new Progress(25, 1, 1, Duration.ofSeconds(36_000 + 123)));
        assertThat(shown(true, false, total, progress(2, 50, Duration.ofSeconds(75))))
                .isEqualTo("\r\u001b[K[###-----------] Disk 1/2 (sda): 50 %, total 25 %, 12.3 MB/s, 10:02:03 left");
    }

    @Test
    void staysBelow80Columns() {
        var total = new TotalProgress(new Progress(100, 1, 1, Duration.ofSeconds(36_000 + 123)));
        var disk = new DiskProgress(1, 2, DISK, new Progress(100, 1000, 123e6, Duration.ofSeconds(36_000)), 1000, 0);
        assertThat(shown(true, false, total, disk).substring("\r\u001b[K".length())).hasSizeLessThan(80);
    }

    @Test
    void doesNotDrawProgressIntoTheMiddleOfALine() {
        assertThat(shown(true, false, new Output("half a li"), progress(10, null), new Output("ne\n")))
                .isEqualTo("half a line\n");
    }
}
