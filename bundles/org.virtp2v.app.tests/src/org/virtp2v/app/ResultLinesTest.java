package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.DiskAbsences;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.core.trial.TrialReport;

class ResultLinesTest extends TextModeFixture {
    private static final ConversionReport NOTHING = new ConversionReport("g", "conv:22", "local", "/var/tmp", List.of(),
            List.of(), List.of(), 0, List.of(), ConnectionReport.NONE, null, List.of());

    @Test
    void tellsAtTheEndWhatItTook() {
        var disk = new ConversionReport.DiskCopy(DISK, 3 << 20, Duration.ofSeconds(2), 1,
                new DiskAbsences.Total(2, Duration.ofSeconds(48)));
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
                DISK.name() + " was gone 2 ×, for 0:48 in all.",
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
}
