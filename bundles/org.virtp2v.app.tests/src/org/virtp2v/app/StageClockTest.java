package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.server.ServerLogin;

/** That something moves on a terminal where nothing is said. */
class StageClockTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();
    private final Terminal terminal = terminal(true);
    private final StageClock clock = new StageClock(terminal, now::get);

    private Terminal terminal(boolean isTerminal) {
        return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), isTerminal, false, now::get);
    }

    /** What a tick writes after so many seconds. */
    private String tick(StageClock clock, int seconds) {
        bytes.reset();
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
        clock.tick();
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\u001b[K", "");
    }

    @Test
    void showsHowLongASilentStageTakes() {
        clock.begin("Inspecting the source");
        assertThat(tick(clock, 1)).isEqualTo("  … Inspecting the source (0:01)");
        assertThat(tick(clock, 1)).isEqualTo("  … Inspecting the source (0:02)");
        terminal.line(Terminal.Style.PLAIN, "Something is said");
        assertThat(tick(clock, 1)).isEqualTo("  … Inspecting the source (0:03)");
        clock.begin("Mapping filesystem data");
        assertThat(tick(clock, 75)).isEqualTo("  … Mapping filesystem data (1:15)");
        clock.stop();
        assertThat(tick(clock, 1)).isEmpty();
    }

    @Test
    void leavesProgressAlone() {
        clock.begin("Copying disk 1/1");
        terminal.status("[###---] 50 %");
        assertThat(tick(clock, 1)).isEmpty();
        terminal.status("[####--] 51 %");
        assertThat(tick(clock, 1)).isEmpty();
        assertThat(tick(clock, 1)).isEqualTo("  … Copying disk 1/1 (0:03)");
        assertThat(tick(clock, 1)).isEqualTo("  … Copying disk 1/1 (0:04)");
    }

    @Test
    void staysWithinALineOfTheConsoleAndOutOfTheMiddleOfOne() {
        clock.begin("x".repeat(100));
        assertThat(tick(clock, 1)).hasSize(79).endsWith("x…");
        terminal.passOn("half a line");
        assertThat(tick(clock, 1)).isEmpty();
    }

    @Test
    void writesNothingIntoAFile() {
        StageClock inFile = new StageClock(terminal(false), now::get);
        inFile.begin("Inspecting the source");
        assertThat(tick(inFile, 1)).isEmpty();
    }

    @Test
    void aCheckThatTakesLongIsSeenToGoOnUntilItEnds() throws Exception {
        var shown = new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, false);
        var mode = new TextMode(shown, new ServerLogin("conv", 22, "root", null, null, false), List.of()).ticking();
        mode.on(new ConversionEvent.PreflightStarted(Check.APPLIANCE));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!bytes.toString(StandardCharsets.UTF_8).contains("  … libguestfs (0:0") && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("  … libguestfs (0:0");
        mode.pause();
        bytes.reset();
        Thread.sleep(1200);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
