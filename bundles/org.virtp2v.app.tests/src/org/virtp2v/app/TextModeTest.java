package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.PreflightChecked;
import org.virtp2v.core.convert.ConversionEvent.PreflightStarted;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.progress.StallWatch;
import org.virtp2v.core.progress.StallWatch.Stall;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Numbers;

class TextModeTest extends TextModeFixture {
    @Test
    void letsNeitherServerNorSourceControlTheTerminal() {
        String shown = shown(true, true, new Output("a\u001b]52;c;eA=="), progress(50, null),
                new Output("x\u0007b\u001b[32m\n"),
                new Warning(Warning.Source.VIRT_P2V, "disk \u001bc\u009b2J\u001b[31mX"),
                new ConversionEvent.LogDirectory("conv", "/tmp/\u001b]0;x\u0007y"));
        assertThat(shown).contains("a", "b\u001b[32m\n", "disk X", "/tmp/y").doesNotContain("]52", "\u001bc", "\u009b",
                "]0;", "eA==");
    }

    /** Another server copies what it cannot leave out. */
    @Test
    void saysHowMuchOfADiskStaysBehind() {
        var disk = new SourceDisk("sda", Path.of("/dev/sda"), 4L << 30, "sda", null, null,
                List.of(new Extent(1 << 20, 1 << 30), new Extent(2L << 30, 1 << 30)));
        assertThat(shown(false, false, new ConversionEvent.DiskServed(disk, NbdServer.BUILTIN)))
                .endsWith("\n  2.0 GiB of it stay behind, and are empty in the guest\n");
        assertThat(shown(false, false, new ConversionEvent.DiskServed(disk, NbdServer.QEMU_NBD))).hasLineCount(1);
    }

    @Test
    void saysWhatToAddWhenAnUnknownHostKeyIsAccepted() {
        assertThat(
                shown(false, false, new ConversionEvent.HostKeyAccepted(new HostKey("ssh-ed25519", 256, "SHA256:abc"))))
                .contains("Nobody has checked that conv:22").contains("\n  p2v.server.hostkey=SHA256:abc\n");
    }

    @Test
    void showsTheUsersCommandsWithoutTheirSecrets() {
        var display = new TextDisplay(new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, false));
        display.command("p2v.pre", "mount -o password=hunter2 //x /y");
        display.commandFailed("p2v.pre", "mount -o password=hunter2 //x /y", 1);
        display.commandNotRun("p2v.pre", "curl https://me:hunter2@host", "why");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("p2v.pre: mount -o password=*** //x /y")
                .doesNotContain("hunter2");
    }

    @Test
    void countsDownBeforeAConnectionIsTriedAgain() {
        var pause = new ConversionEvent[] { new ConversionEvent.Retrying("Nobody listens.", 2, 2),
                new ConversionEvent.Retrying("Nobody listens.", 2, 1) };
        assertThat(shown(false, false, pause)).isEqualTo("Nobody listens. Trying again in 2 s.\n");
        assertThat(shown(true, false, pause)).contains("Nobody listens. Trying again in 2 s.\n").contains("… 2 s")
                .endsWith("… 1 s");
    }

    @Test
    void tellsAStallAndItsEnd() {
        assertThat(shown(false, false, stalled(30, false), stalled(72, true)).lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("/img: nothing has been read for 0:30."),
                line -> assertThat(line).isEqualTo("/img: being read again, after 1:12."));
    }

    private static ConversionEvent stalled(int seconds, boolean over) {
        return new ConversionEvent.CopyStalled(DISK, new StallWatch.Stall(Duration.ofSeconds(seconds), over));
    }

    @Test
    void tellsThousandsOfUnreadablePartsInFewLines() {
        ConversionEvent[] parts = IntStream.rangeClosed(1, 5000)
                .mapToObj(i -> new ConversionEvent.PartUnreadable(DISK, sector(2L * i), 512L * i))
                .toArray(ConversionEvent[]::new);
        assertThat(shown(false, false, parts).lines()).hasSize(10 + 9).first().asString()
                .isEqualTo("Disk " + DISK.name()
                        + ": sector 2 (sda1) cannot be read; the guest gets zeros there. 512 B so far.");
    }

    @Test
    void tellsOfADiskThatDoesNotAnswer() {
        assertThat(shown(false, false, new ConversionEvent.DiskSilent(DISK, new Stall(Duration.ofSeconds(40), false)),
                new ConversionEvent.DiskSilent(DISK, new Stall(Duration.ofSeconds(95), true))).lines())
                .containsExactly(
                        DISK.name() + " has not answered for 40 s. The disk may be dying; Ctrl-C cancels.",
                        DISK.name() + " answers again, after 95 s.");
    }

    @Test
    void tellsOfADiskThatIsGoneAndOfItsReturn() {
        Instant until = LocalDate.now().atTime(14, 32).atZone(ZoneId.systemDefault()).toInstant();
        assertThat(shown(false, false, new ConversionEvent.DiskAway(DISK, until, 0),
                new ConversionEvent.DiskAway(DISK, until, 3 << 20),
                new ConversionEvent.DiskRefused(DISK, "it is another one"),
                new ConversionEvent.DiskBack(DISK, Path.of("/dev/sdd"), Duration.ofSeconds(48))).lines())
                .containsExactly(
                        DISK.name() + " is gone: is its cable or its power loose? Waiting for it until 14:32.",
                        DISK.name()
                                + " is gone: is its cable or its power loose? Waiting for it until 14:32; 3.0 MiB of "
                                + "1000 B are copied.",
                        "Still waiting for " + DISK.name() + ": it is another one.",
                        DISK.name() + " is back after 0:48 as /dev/sdd, and is read on.");
    }

    @Test
    void leavesNoControlSequenceInAFile() {
        assertThat(shown(false, false, new Output("\u001b[0;32mOpening\u001b[0m\n"), progress(3, null),
                new StageStarted(Stage.CONVERT))).startsWith("Opening\n").doesNotContain("\u001b", "\r");
    }

    @Test
    void keepsColoursInAFileWhenTheyAreAskedFor() {
        assertThat(shown(false, true, new Output("\u001b[0;32mOpening\u001b[0m\n")))
                .isEqualTo("\u001b[0;32mOpening\u001b[0m\n");
    }

    @Test
    void beginsItsOwnLineAfterAPieceOfOutput() {
        assertThat(shown(false, false, new Output("half a li"), new Warning(Warning.Source.VIRT_P2V, "careful")))
                .isEqualTo("half a li\nWarning: careful\n");
    }

    @Test
    void doesNotRepeatVirtV2vsOwnWarnings() {
        assertThat(shown(false, false, new Warning(Warning.Source.VIRT_V2V, "in the output anyway"))).isEmpty();
    }

    @Test
    void showsEachCheckInALine() {
        var ok = new CheckResult(Check.GUEST_NAME, Verdict.OK, "web is not taken", "");
        var warning = new CheckResult(Check.CLOCK, Verdict.WARNING, "12:00 ahead", "Set it right.");
        var problem = new CheckResult(Check.OUTPUT_STORAGE, Verdict.PROBLEM, "/x does not exist", "Make it.");
        var events = List.of(new PreflightStarted(ok.check()), new PreflightChecked(ok), new PreflightChecked(warning),
                new PreflightChecked(problem)).toArray(ConversionEvent[]::new);
        assertThat(shown(false, false, events).lines()).containsExactly("  ok      Guest name: web is not taken",
                "  warning Clock: 12:00 ahead. Set it right.", "  problem Output storage: /x does not exist");
        assertThat(shown(false, true, events)).contains("\n\u001b[1;34m  warning", "\n\u001b[1;31m  problem");
        assertThat(shown(true, false, events)).startsWith("\r\u001b[K  … Guest name\r\u001b[K  ");
    }

    @Test
    void writesTimesAsPeopleDo() {
        assertThat(List.of(Numbers.time(Duration.ofSeconds(7)), Numbers.time(Duration.ofSeconds(750)),
                Numbers.time(Duration.ofSeconds(3723)))).containsExactly("0:07", "12:30", "1:02:03");
    }
}
