package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConnectionReport.LinkReport;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.core.trial.TrialReport;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;

class ReportTextTest {
    private static final ServerException FULL = new ServerException(ServerException.Reason.CONVERSION_FAILED,
            "virt-v2v failed: no space left", null);

    @Test
    void tellsEverything() {
        String text = ReportText.of(Results.of(Outcome.SUCCEEDED, null), "1.0.0", "conv1",
                Messages.beside(ReportText.class));
        assertThat(text).isEqualTo("""
                Conversion of this machine by virt-p2v 1.0.0
                Outcome: finished successfully in 1:02:05
                Guest: web1
                Conversion server: conv1:22
                Output: -o local -os /var/tmp
                Log directory: conv1:/tmp/virt-p2v-x
                Stages:
                  0:02  Checking the conversion server
                  1:40  Running virt-v2v
                Stages of virt-v2v:
                  1:20  Copying disk 1/1
                Disks:
                  sda as sda, 10.0 GiB: 7.5 GiB copied in 1:20
                Copied: 7.5 GiB in 1:20, 100.0 MB/s on average
                Read in all: 7.5 GiB
                Warnings:
                  Clock: 3 minutes apart
                What to do next:
                  Start the guest:
                    $ virsh start web1
                  Keep this machine switched off.
                """);
    }

    @Test
    void tellsHowOftenAndHowLongConnectionsWereLost() {
        var report = new ConversionReport("web1", "conv1:22", "local", null, List.of(), List.of(), List.of(), 0,
                List.of(), new ConnectionReport(2, Duration.ofSeconds(100),
                        List.of(new LinkReport(0, null, 1, Duration.ofSeconds(9), 2),
                                new LinkReport(1, "sda", 2, Duration.ofSeconds(100), 7))),
                null, List.of());
        var result = new ConversionResult(Outcome.SUCCEEDED, null, Duration.ofHours(1), null, List.of(), report);
        assertThat(ReportText.of(result, "1.0.0", "conv1", Messages.beside(ReportText.class))).contains("""
                Connection lost: 2 ×, for 1:40 in all
                  control connection: 1 ×, for 0:09; attempts to connect again: 2
                  sda: 2 ×, for 1:40; attempts to connect again: 7
                """);
        assertThat(ResultText.of(new End.Regular(result), "").details())
                .contains("The connection was lost 2 ×, for 1:40 in all.");
    }

    @Test
    void tellsWhyItFailed() {
        String text = ReportText.of(Results.of(Outcome.FAILED, FULL), "1.0.0", "conv1",
                Messages.beside(ReportText.class));
        assertThat(text).contains("Outcome: failed after 1:02:05", "Cause: virt-v2v failed: no space left",
                "  1:40  Running virt-v2v (not completed)", "Errors of virt-v2v:\n  no space left");
    }

    @ParameterizedTest
    @CsvSource({ "USER,false", "TERMINAL_CLOSED,true", "TOLD_TO_END,true", "SHUTDOWN,true", "POWER_BUTTON,true" })
    void tellsWhyItWasCancelledUnlessTheUserKnows(CancelCause cause, boolean told) {
        ConversionResult plain = Results.of(Outcome.FAILED, null);
        var result = new ConversionResult(Outcome.CANCELLED, null, plain.took(), null, List.of(), plain.report(),
                List.of(), cause);
        String report = ReportText.of(result, "1.0.0", "conv1", Messages.beside(ReportText.class));
        assertThat(report.contains("Cause: " + cause.reason() + "\n")).isEqualTo(told);
        assertThat(report.contains("Cause:")).isEqualTo(told);
        assertThat(ResultText.of(new End.Regular(result), "").headline())
                .isEqualTo("The conversion was cancelled" + (told ? ": " + cause.reason() : ""));
    }

    @Test
    void saysAfterSuccessThatTheMachineMustNotBootAgain() {
        ResultText result = ResultText.of(new End.Regular(Results.of(Outcome.SUCCEEDED, null)), "");
        assertThat(result.headline()).contains("finished successfully");
        assertThat(result.details().getFirst()).contains("Shut this machine down now", "never boot it again");
        assertThat(result.details()).contains("The guest web1 is on conv1:22 (-o local -os /var/tmp)",
                "Warning: Clock: 3 minutes apart");
    }

    /** A conversion with a test boot, whose warnings have its words when it went badly. */
    private static ConversionResult tried(TrialNews.Verdict verdict, String reason, List<String> pictures) {
        var trial = new TrialReport(true,
                new TrialNews.Ended(Duration.ofSeconds(48), verdict, "Debian", 0, reason, "", ""), pictures);
        var report = new ConversionReport("web1", "conv1:22", "local", "/var/tmp", List.of(), List.of(), List.of(), 0,
                List.of(), ConnectionReport.NONE, trial, List.of());
        List<String> warnings = verdict.isWarning() ? List.of(trial.text(), "lsusb is missing")
                : List.of("lsusb is missing");
        return new ConversionResult(Outcome.SUCCEEDED, null, Duration.ofMinutes(2), "/tmp/x", warnings, report);
    }

    private static ResultText text(ConversionResult result) {
        return ResultText.of(new End.Regular(result), "");
    }

    @Test
    void saysFirstThatTheGuestHasStarted() {
        ConversionResult result = tried(TrialNews.Verdict.AGENT, "", List.of("trial-001.png", "trial-002.png"));
        assertThat(text(result).doubtful()).isFalse();
        assertThat(text(result).details()).first().asString().contains("its guest agent answered after 0:48");
        assertThat(text(result).details()).anyMatch(line -> line.contains("never boot it again"));
        assertThat(ReportText.of(result, "1.0.0", "conv1", Messages.beside(ReportText.class))).contains("""
                Test boot:
                  The guest has started: its guest agent answered after 0:48. “Debian”
                  Pictures in the log directory: trial-001.png, trial-002.png
                Warnings:
                  lsusb is missing
                """);
    }

    @Test
    void doesNotSendTheMachineAwayWhenTheGuestDoesNotStart() {
        ResultText result = text(tried(TrialNews.Verdict.PANIC, "", List.of()));
        assertThat(result.doubtful()).isTrue();
        assertThat(result.headline()).contains("probably does not start");
        assertThat(result.details()).first().asString().contains("kernel panicked");
        assertThat(result.details()).noneMatch(line -> line.contains("Shut this machine down"))
                .filteredOn(line -> line.startsWith("Warning:")).containsExactly("Warning: lsusb is missing");
    }

    @Test
    void doesNotDoubtAGuestThatWasNotTried() {
        ResultText result = text(tried(TrialNews.Verdict.CANNOT, "no-qemu", List.of()));
        assertThat(result.doubtful()).isFalse();
        assertThat(result.details()).anyMatch(line -> line.contains("has no QEMU"))
                .anyMatch(line -> line.contains("never boot it again"));
    }

    @Test
    void doesNotSendTheMachineAwayWhenSomethingIsLost() {
        ResultText result = ResultText.of(new End.Regular(Results.of(Outcome.SUCCEEDED_WITH_LOSSES, null)), "");
        assertThat(result.headline()).contains("not everything could be read");
        assertThat(result.details().getFirst()).contains("4.0 KiB of sda: sectors 2048 to 2055 (sda1)");
        assertThat(result.details()).anyMatch(line -> line.contains("unreadable-sectors.txt"))
                .noneMatch(line -> line.contains("Shut this machine down"));
        assertThat(ReportText.of(Results.of(Outcome.SUCCEEDED_WITH_LOSSES, null), "1.0.0", "conv1",
                Messages.beside(ReportText.class)))
                .contains("Lost, and zeros in the guest:\n  4.0 KiB of sda: sectors 2048 to 2055 (sda1)\n");
    }

    @Test
    void saysWhereTheFaultLies() {
        assertThat(failed(new ServerException(ServerException.Reason.CANNOT_WRITE, "full", null)).headline())
                .contains("conversion server");
        assertThat(failed(new SourceException("bad block")).headline()).contains("disk of this machine");
        assertThat(failed(new ConnectionException(ConnectionException.Reason.LOST, "gone", null)).headline())
                .contains("connection");
        assertThat(ResultText.of(new End.Fault("IllegalStateException"), "").headline())
                .contains("fault in virt-p2v");
    }

    @Test
    void saysFirstWhatVirtV2vHasSaidAndThenWhatToTry() {
        ResultText known = failed(new ServerException("Make room.\nvirt-v2v failed on conv1\nLog: /tmp/x", List.of(),
                "Make room."));
        assertThat(known.headline()).isEqualTo("virt-v2v: no space left");
        assertThat(known.details()).first().isEqualTo("What to try: Make room.");
        assertThat(known.details()).noneMatch(line -> line.contains("/tmp/x"));
        ResultText unknown = failed(new ServerException("virt-v2v failed on conv1\nLog: /tmp/x", List.of(), null));
        assertThat(unknown.headline()).isEqualTo("virt-v2v: no space left");
        assertThat(unknown.details()).first().asString().startsWith("The log tells");
        assertThat(failed(new SourceException("Look at the disk.\nvirt-v2v failed", "Look at the disk.")).details())
                .first().isEqualTo("What to try: Look at the disk.");
    }

    private static ResultText failed(ConversionException failure) {
        return ResultText.of(new End.Regular(Results.of(Outcome.FAILED, failure)), "");
    }
}
