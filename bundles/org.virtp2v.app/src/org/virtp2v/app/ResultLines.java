package org.virtp2v.app;

import static java.util.stream.Collectors.joining;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.DiskAbsences;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialReport;

/**
 * Shows as text how a conversion ended.
 *
 * @param host
 *            the conversion server
 * @param instant
 *            shows the guest that was started before its disks were copied
 */
record ResultLines(Terminal terminal, String host, InstantLines instant) {
    private static final Messages TEXT = Messages.beside(ResultLines.class);
    /** virt-v2v's mode that makes no guest. */
    private static final String NULL_MODE = "null";

    /** Tells it. */
    void tell(ConversionResult result) {
        switch (result.outcome()) {
            case SUCCEEDED_WITH_LOSSES -> {
                terminal.line(Style.ERROR, TEXT.get("losses", Numbers.time(result.took())));
                result.losses().forEach(loss -> terminal.line(Style.ERROR, TEXT.get("loss", loss.describe())));
            }
            case SUCCEEDED -> terminal.line(Style.STAGE, TEXT.get("succeeded", Numbers.time(result.took())));
            case ENDED -> terminal.line(Style.STAGE, TEXT.get("ended", host));
            case CANCELLED -> terminal.line(Style.ERROR, cancelled(result.cancelReason()));
            case LEFT -> left(result);
            case FAILED -> {
                ConversionException failure = result.failure();
                String why = failure == null ? "" : failure.getMessage();
                terminal.line(Style.ERROR, TEXT.get("failed", why));
            }
        }
        report(result);
        if (result.logDirectory() != null) {
            terminal.verbatim(TEXT.get("logsAreIn", host, result.logDirectory()));
        }
        verdict(result);
    }

    /** The last line: one word for how it ended, and what is to be done with this machine. */
    private void verdict(ConversionResult result) {
        boolean good = result.outcome() == Outcome.SUCCEEDED || result.outcome() == Outcome.ENDED;
        terminal.line(good ? Style.STAGE : Style.ERROR, "\n" + TEXT.get("verdict." + verdictKey(result)));
    }

    private static String verdictKey(ConversionResult result) {
        TrialReport trial = result.report().testBoot();
        return switch (result.outcome()) {
            case SUCCEEDED -> {
                if (NULL_MODE.equals(result.report().outputMode())) {
                    yield "NULL";
                }
                yield trial != null && trial.ended().verdict().isWarning() ? "DOUBTFUL" : "SUCCEEDED";
            }
            case FAILED -> result.report().instant() == null ? "FAILED" : "STARTED";
            default -> result.outcome().name();
        };
    }

    private void left(ConversionResult result) {
        ConversionException failure = result.failure();
        String reason = failure == null ? result.cancelReason() : failure.getMessage();
        if (reason != null) {
            terminal.line(Style.ERROR, TEXT.get("guestLeftBecause", reason));
        }
        terminal.line(Style.ERROR, TEXT.get("guestLeft", host));
    }

    private static String cancelled(@Nullable String reason) {
        return reason == null ? TEXT.get("cancelled") : TEXT.get("cancelledBecause", reason);
    }

    /** Durations and amounts of data, when it came as far as virt-v2v. */
    private void report(ConversionResult result) {
        ConversionReport report = result.report();
        if (report.bytesCopied() > 0) {
            terminal.line(Style.PLAIN, TEXT.get("copied", ByteSize.format(report.bytesCopied()),
                    Numbers.time(report.copyTime()), ProgressLines.megabytes(report.meanBytesPerSecond())));
        }
        ConnectionReport connections = report.connections();
        if (connections.outages() > 0) {
            terminal.line(Style.PLAIN, TEXT.get("outages", Integer.toString(connections.outages()),
                    Numbers.time(connections.away()), Integer.toString(connections.attempts())));
        }
        DiskAbsences.describe(report).forEach(line -> terminal.line(Style.PLAIN, line));
        if (report.stages().stream().anyMatch(s -> s.stage() == Stage.CONVERT)) {
            terminal.line(Style.PLAIN, TEXT.get("stages", report.stages().stream()
                    .map(s -> TEXT.get("short." + s.stage().name(), Numbers.time(s.took()))).collect(joining(", "))));
        }
        if (result.madeGuest() && report.outputStorage() != null) {
            terminal.line(Style.PLAIN, TEXT.get("guest", report.guest(), report.server(), report.outputMode(),
                    report.outputStorage()));
        }
        InstantReport guest = report.instant();
        if (guest != null) {
            instant.report(guest);
        }
        TrialReport trial = report.testBoot();
        if (trial != null && !trial.ended().verdict().isWarning()) {
            terminal.line(Style.STAGE, trial.text());
        }
        for (String warning : result.warnings()) {
            terminal.line(Style.NOTE, TEXT.get("warningOf", warning));
        }
        nextSteps(result.nextSteps());
    }

    private void nextSteps(List<NextStep> steps) {
        if (!steps.isEmpty()) {
            terminal.line(Style.STAGE, TEXT.get("nextSteps"));
        }
        for (NextStep step : steps) {
            terminal.line(Style.PLAIN, TEXT.get("nextStep", step.text()));
            step.commands().forEach(command -> terminal.verbatim(TEXT.get("nextCommand", command)));
        }
    }
}
