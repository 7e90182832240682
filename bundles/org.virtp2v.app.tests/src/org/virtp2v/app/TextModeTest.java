package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.PreflightChecked;
import org.virtp2v.core.convert.ConversionEvent.PreflightStarted;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.progress.StallWatch;
import org.virtp2v.core.progress.StallWatch.Stall;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.core.trial.TrialReport;

class TextModeTest {
    private static final SourceDisk DISK = new SourceDisk("/img", Path.of("/img"), 1000, "sda");
    private static final SourceDisk OTHER = new SourceDisk("sdb", Path.of("/dev/sdb"), 1000, "sdb");
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String shown(boolean terminal, boolean colours, ConversionEvent... events) {
        bytes.reset();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var mode = new TextMode(new Terminal(out, terminal, colours),
                new ServerLogin("conv", 22, "root", null, null, false), List.of(DISK, OTHER));
        List.of(events).forEach(mode::on);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final ConversionReport NOTHING = new ConversionReport("g", "conv:22", "local", "/var/tmp", List.of(),
            List.of(), List.of(), 0, List.of(), ConnectionReport.NONE, null, List.of());

    private static DiskProgress progress(int percent, Duration left) {
        return progress(1, percent, left);
    }

    private static DiskProgress progress(int count, int percent, Duration left) {
        return new DiskProgress(1, count, DISK, new Progress(percent, percent, 12_345_678, left), percent * 10L, 0);
    }

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
    void rewritesOneLineOnATerminal() {
        assertThat(shown(true, true, progress(50, Duration.ofSeconds(75)), progress(51, null),
                new StageStarted(Stage.CLEAN_UP)))
                .isEqualTo("\r\u001b[K[############------------] Disk 1/1 (sda): 50 %, 12.3 MB/s, 1:15 left"
                        + "\r\u001b[K[############------------] Disk 1/1 (sda): 51 %, 12.3 MB/s"
                        + "\r\u001b[K\u001b[1;32mCleaning up…\u001b[0m\n");
    }

    @Test
    void countsDownBeforeAConnectionIsTriedAgain() {
        var pause = new ConversionEvent[] { new ConversionEvent.Retrying("Nobody listens.", 2, 2),
                new ConversionEvent.Retrying("Nobody listens.", 2, 1) };
        assertThat(shown(false, false, pause)).isEqualTo("Nobody listens. Trying again in 2 s.\n");
        assertThat(shown(true, false, pause)).contains("Nobody listens. Trying again in 2 s.\n").contains("… 2 s")
                .endsWith("… 1 s");
    }

    private static ConnectionLost lost(Link link, int seconds, int attempt, int untilNext, String why) {
        return new ConnectionLost(link,
                new Outage(Duration.ofSeconds(seconds), attempt, Duration.ofSeconds(untilNext), why));
    }

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
    void tellsAStallAndItsEnd() {
        assertThat(shown(false, false, stalled(30, false), stalled(72, true)).lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("/img: nothing has been read for 0:30."),
                line -> assertThat(line).isEqualTo("/img: being read again, after 1:12."));
    }

    private static ConversionEvent stalled(int seconds, boolean over) {
        return new ConversionEvent.CopyStalled(DISK, new StallWatch.Stall(Duration.ofSeconds(seconds), over));
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
    void tellsAtTheEndWhatItTook() {
        var disk = new ConversionReport.DiskCopy(DISK, 3 << 20, Duration.ofSeconds(2), 1);
        var report = new ConversionReport("g", "conv:22", "local", "/var/tmp",
                List.of(new ConversionReport.StageTime(Stage.CONTACT_SERVER, Duration.ofSeconds(1), true),
                        new ConversionReport.StageTime(Stage.CONVERT, Duration.ofSeconds(61), true)),
                List.of(), List.of(disk), 3 << 20, List.of(), ConnectionReport.NONE,
                new TrialReport(true,
                        new TrialNews.Ended(Duration.ofSeconds(48), TrialNews.Verdict.AGENT, "Debian", 0, "", "", ""),
                        List.of("trial-001.png")),
                List.of(new NextStep("Start it:", List.of("virsh start g"))));
        var result = new ConversionResult(Outcome.SUCCEEDED, null, Duration.ofSeconds(62), "/tmp/virt-p2v-x",
                List.of("careful"), report);
        assertThat(shown(false, false, new ConversionEvent.Ended(result)).lines()).containsExactly(
                "Conversion finished successfully in 1:02.",
                "Copied 3.0 MiB of the disks in 0:02, 1.6 MB/s on average.",
                "Time: test 0:01, virt-v2v 1:01", "The guest g is on conv:22: -o local -os /var/tmp",
                "The guest has started: its guest agent answered after 0:48. “Debian”",
                "There was a warning: careful", "What to do next:", "* Start it:", "    virsh start g",
                "The log files are in conv:/tmp/virt-p2v-x", "",
                "SUCCESS: this machine is no longer needed. The guest takes its place, so do not start both.");
    }

    @ParameterizedTest
    @CsvSource({ "SUCCEEDED,local,SUCCESS: this machine is no longer needed",
            "SUCCEEDED,null,SUCCESS: this was a dry run",
            "SUCCEEDED_WITH_LOSSES,local,LOSSES: keep this machine", "FAILED,local,FAILED: nothing was changed",
            "CANCELLED,local,CANCELLED: nothing was changed", "ENDED,local,ENDED: nothing was changed",
            "LEFT,local,NOT COMPLETE: the guest runs" })
    void endsWithAWordAndWhatIsToBeDoneWithTheMachine(Outcome outcome, String mode, String words) {
        var report = new ConversionReport("g", "conv:22", mode, "/var/tmp", List.of(), List.of(), List.of(), 0,
                List.of(), ConnectionReport.NONE, null, List.of());
        var result = new ConversionResult(outcome, null, Duration.ofSeconds(62), "/tmp/x", List.of("careful"), report);
        String shown = shown(true, true, new ConversionEvent.Ended(result));
        String colour = words.startsWith("SUCCESS") || words.startsWith("ENDED") ? "32" : "31";
        assertThat(shown).contains("\u001b[1;" + colour + "m\n" + words).endsWith("\u001b[0m\n");
        assertThat(shown.lines()).allMatch(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").length() < 80);
    }

    @Test
    void keepsTheMachineWhoseGuestMayNotStart() {
        var report = new ConversionReport("g", "conv:22", "local", "/var/tmp", List.of(), List.of(), List.of(), 0,
                List.of(), ConnectionReport.NONE,
                new TrialReport(true,
                        new TrialNews.Ended(Duration.ofSeconds(9), TrialNews.Verdict.PANIC, "", 0, "", "", ""),
                        List.of()),
                List.of());
        var result = new ConversionResult(Outcome.SUCCEEDED, null, Duration.ofSeconds(62), null, List.of(), report);
        assertThat(shown(false, false, new ConversionEvent.Ended(result)).lines().toList().getLast())
                .startsWith("SUCCESS, but the guest may not start: keep this machine");
    }

    @Test
    void tellsAtTheEndHowLongConnectionsWereLost() {
        var report = new ConversionReport("g", "conv:22", "local", "/var/tmp", List.of(), List.of(), List.of(), 0,
                List.of(), new ConnectionReport(2, Duration.ofSeconds(100),
                        List.of(new ConnectionReport.LinkReport(1, "sda", 2, Duration.ofSeconds(100), 7))),
                null, List.of());
        var result = new ConversionResult(Outcome.CANCELLED, null, Duration.ofSeconds(62), null, List.of(), report);
        assertThat(shown(false, false, new ConversionEvent.Ended(result)).lines())
                .contains("Connection lost 2 ×, for 1:40 in all; 7 attempts to connect again.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "USER|130|Conversion was cancelled.",
            "TERMINAL_CLOSED|129|Conversion was cancelled: its terminal was closed",
            "TOLD_TO_END|143|Conversion was cancelled: virt-p2v was told to end (SIGTERM).",
            "SHUTDOWN|143|Conversion was cancelled: this machine is being shut down or restarted",
            "POWER_BUTTON|143|Conversion was cancelled: this machine is to be switched off with its power button." })
    void tellsWhyItWasCancelled(CancelCause cause, int code, String text) {
        var result = new ConversionResult(Outcome.CANCELLED, null, Duration.ofSeconds(62), null, List.of(), NOTHING,
                List.of(), cause);
        assertThat(shown(false, false, new ConversionEvent.Ended(result))).startsWith(text);
        assertThat(ExitCode.of(result).code()).isEqualTo(code);
        assertThat(ExitCode.of(result).isCancelled()).isTrue();
    }

    private static UnreadablePart sector(long number) {
        return new UnreadablePart(new Extent(number * 512, 512), "sda1");
    }

    @Test
    void anEndWithLossesIsNoPlainSuccess() {
        var result = new ConversionResult(Outcome.SUCCEEDED_WITH_LOSSES, null, Duration.ofSeconds(62),
                "/tmp/virt-p2v-x", List.of(), NOTHING, List.of(new DiskLoss(DISK, List.of(sector(7)))), null);
        assertThat(ExitCode.of(result).code()).isEqualTo(6);
        assertThat(shown(false, false, new ConversionEvent.Ended(result)).lines())
                .satisfies(lines -> assertThat(lines.getFirst()).contains("NOT EVERYTHING COULD BE READ",
                        "unreadable-sectors.txt"))
                .contains("Lost, and zeros in the guest: 512 B of " + DISK.name() + ": sector 7 (sda1)",
                        "The guest g is on conv:22: -o local -os /var/tmp");
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
    void doesNotDrawProgressIntoTheMiddleOfALine() {
        assertThat(shown(true, false, new Output("half a li"), progress(10, null), new Output("ne\n")))
                .isEqualTo("half a line\n");
    }

    @Test
    void doesNotRepeatVirtV2vsOwnWarnings() {
        assertThat(shown(false, false, new Warning(Warning.Source.VIRT_V2V, "in the output anyway"))).isEmpty();
    }

    @Test
    void saysWhyItFailedAndWhereTheLogsAre() {
        var failure = new ServerException(ServerException.Reason.CONVERSION_FAILED, "No room {0} left.", null);
        var result = new ConversionResult(Outcome.FAILED, failure, Duration.ZERO, "/tmp/virt-p2v-x", List.of(),
                NOTHING);
        assertThat(shown(false, false, new ConversionEvent.Ended(result)).lines())
                .containsExactly("Conversion failed. No room {0} left.", "The log files are in conv:/tmp/virt-p2v-x",
                        "",
                        "FAILED: nothing was changed on this machine. Its old system can be started again.");
        assertThat(ExitCode.of(result)).isEqualTo(ExitCode.SERVER);
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
