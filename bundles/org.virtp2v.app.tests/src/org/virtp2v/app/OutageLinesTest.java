package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerLogin;

class OutageLinesTest extends TextModeFixture {
    private static final ConversionEvent[] OUTAGE = { lost(Link.disk(1), 0, 1, 0, "Timeout."),
            lost(Link.disk(2), 0, 1, 0, "Timeout."), lost(Link.CONTROL, 0, 1, 0, "Timeout."),
            lost(Link.disk(1), 1, 2, 2, "No route."), progress(40, null), lost(Link.disk(1), 2, 2, 1, "No route."),
            new ConnectionBack(Link.disk(2), Duration.ofSeconds(2)),
            new ConnectionBack(Link.CONTROL, Duration.ofSeconds(2)), lost(Link.disk(1), 3, 2, 0, "No route."),
            new ConnectionBack(Link.disk(1), Duration.ofSeconds(3)), progress(40, null) };

    @Test
    void tellsInAFileThatConnectionsAreLostEachAttemptAndThatTheLastIsBack() {
        assertThat(shown(false, false, OUTAGE).lines()).containsExactly("Connection lost (disk /img). Timeout.",
                "  No route.", "  Connection lost 0:00 ago (all connections), trying again in 2 s (2)…",
                "Back after 0:00.", "Disk 1/1 (sda): 40 %, 12.3 MB/s");
    }

    @Test
    void countsOnATerminalInOneLineWhileConnectionsAreLost() {
        String shown = shown(true, false, OUTAGE);
        assertThat(shown.split("\r\u001b\\[K"))
                .containsSubsequence("  Connection lost 0:00 ago (disk /img), trying again (1)…",
                        "  No route.\n", "  Connection lost 0:00 ago (all connections), trying again in 2 s (2)…",
                        "  Connection lost 0:00 ago (all connections), trying again in 1 s (2)…",
                        "  Connection lost 0:00 ago (disk /img), trying again (2)…", "Back after 0:00.\n")
                .filteredOn(line -> line.contains("40 %")).as("only when it is back").hasSize(1);
    }

    @Test
    void writesTheLineOfAnOutageAgainOnlyWhenItHasChanged() {
        assertThat(shown(true, false, lost(Link.disk(1), 0, 1, 0, "Timeout."), lost(Link.CONTROL, 0, 1, 0, "Timeout."),
                lost(Link.disk(1), 0, 1, 0, "Timeout."), lost(Link.CONTROL, 0, 1, 0, "Timeout."))
                .split("\\(1\\)…", -1)).as("alone, and with the other").hasSize(3);
    }

    @Test
    void tellsInAFileWhatElseIsLostOnce() {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var time = new AtomicLong(Duration.ofDays(-9).toNanos());
        var mode = new TextMode(new Terminal(out, false, false), new ServerLogin("conv", 22, "root", null, null, false),
                List.of(DISK, OTHER), time::get, InstantSource.system());
        for (int second = 0; second < 30; second++) {
            mode.on(lost(Link.disk(1), second, 1, 0, "Timeout."));
            mode.on(lost(Link.disk(2), second, 1, 0, "Timeout."));
            time.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                "Connection lost (disk /img). Timeout.",
                "  Connection lost 0:01 ago (disks /img, sdb), trying again (1)…");
    }

    @Test
    void tellsALongOutageInFewLines() {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var time = new AtomicLong(Duration.ofDays(-9).toNanos());
        var mode = new TextMode(new Terminal(out, false, false), new ServerLogin("conv", 22, "root", null, null, false),
                List.of(DISK), time::get, InstantSource.system());
        for (int second = 0; second < 3600; second++) {
            mode.on(lost(Link.disk(1), second, second / 10 + 1, 10 - second % 10, "Timeout."));
            time.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        mode.on(new ConnectionBack(Link.disk(1), Duration.ofHours(1)));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSizeBetween(60, 70)
                .contains("  Connection lost 0:10 ago (disk /img), trying again in 10 s (2)…", "Back after 1:00:00.")
                .anyMatch(line -> line.contains("Connection lost 59:"));
    }
}
