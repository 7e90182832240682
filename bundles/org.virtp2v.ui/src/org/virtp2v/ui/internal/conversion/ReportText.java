package org.virtp2v.ui.internal.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.DiskAbsences;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialReport;

/** The report of a conversion as text for people. */
final class ReportText {
    private final Messages text;
    private final List<String> lines = new ArrayList<>();

    private ReportText(Messages text) {
        this.text = text;
    }

    /**
     * The report.
     *
     * @param version
     *            of this program
     * @param host
     *            the conversion server's, for the log directory
     */
    static String of(ConversionResult result, String version, String host, Messages text) {
        ReportText report = new ReportText(text);
        report.outcome(result, version, host);
        report.times(result.report());
        report.amounts(result.report());
        report.connections(result.report().connections());
        report.lines.addAll(DiskAbsences.describe(result.report()));
        report.list("report.losses", result.losses().stream().map(DiskLoss::describe).toList());
        report.list("report.errors", result.report().errors());
        report.trial(result.report().testBoot());
        report.instant(result.report().instant());
        report.list("report.warnings", ResultText.warnings(result));
        report.list("report.next", result.nextSteps().stream()
                .flatMap(step -> Stream.concat(Stream.of(step.text()),
                        step.commands().stream().map(command -> text.get("report.command", command))))
                .toList());
        return String.join("\n", report.lines) + "\n";
    }

    private void instant(@Nullable InstantReport guest) {
        if (guest != null) {
            add("report.instant", guest.started().clock(), Numbers.time(guest.downtime()));
        }
    }

    private void add(String key, Object... arguments) {
        lines.add(text.get(key, arguments));
    }

    private void outcome(ConversionResult result, String version, String host) {
        add("report.title", version);
        add("report.outcome." + result.outcome().name(), Numbers.time(result.took()));
        ConversionException failure = result.failure();
        if (failure != null) {
            add("report.failure", failure.getMessage());
        }
        String reason = result.cancelReason();
        if (reason != null) {
            add("report.failure", reason);
        }
        ConversionReport report = result.report();
        add("report.guest", report.guest());
        add("report.server", report.server());
        if (report.outputStorage() == null) {
            add("report.output", report.outputMode());
        } else {
            add("report.output.storage", report.outputMode(), report.outputStorage());
        }
        if (result.logDirectory() != null) {
            add("report.logs", host, result.logDirectory());
        }
    }

    private void times(ConversionReport report) {
        if (!report.stages().isEmpty()) {
            add("report.stages");
            report.stages().forEach(s -> add(s.completed() ? "report.stage" : "report.stage.failed",
                    Numbers.time(s.took()), s.stage().title()));
        }
        if (!report.toolStages().isEmpty()) {
            add("report.tool");
            report.toolStages().forEach(s -> add("report.stage", Numbers.time(s.took()), s.text()));
        }
    }

    private void amounts(ConversionReport report) {
        if (!report.disks().isEmpty()) {
            add("report.disks");
            report.disks().forEach(d -> add("report.disk", d.disk().name(), d.disk().targetDevice(),
                    ByteSize.format(d.disk().sizeBytes()), ByteSize.format(d.bytes()), Numbers.time(d.took())));
        }
        add("report.copied", ByteSize.format(report.bytesCopied()), Numbers.time(report.copyTime()),
                Texts.megabytes(report.meanBytesPerSecond()));
        add("report.sent", ByteSize.format(report.bytesSent()));
    }

    private void connections(ConnectionReport connections) {
        if (connections.outages() > 0) {
            add("report.outages", Integer.toString(connections.outages()), Numbers.time(connections.away()));
            connections.links().forEach(l -> {
                String name = l.disk() == null ? text.get("report.control") : l.disk();
                add("report.outage", name, Integer.toString(l.outages()), Numbers.time(l.away()),
                        Integer.toString(l.attempts()));
            });
        }
    }

    private void trial(@Nullable TrialReport trial) {
        if (trial != null) {
            list("report.trial", trial.pictures().isEmpty() ? List.of(trial.text())
                    : List.of(trial.text(), text.get("report.pictures", String.join(", ", trial.pictures()))));
        }
    }

    private void list(String key, List<String> items) {
        if (!items.isEmpty()) {
            add(key);
            items.forEach(item -> add("report.line", item));
        }
    }
}
