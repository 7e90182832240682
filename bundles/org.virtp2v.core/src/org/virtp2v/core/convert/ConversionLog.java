package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.ConversionEvent.DiskAbsence;
import org.virtp2v.core.convert.ConversionEvent.Ended;
import org.virtp2v.core.convert.ConversionEvent.LogDirectory;
import org.virtp2v.core.convert.ConversionEvent.PreflightChecked;
import org.virtp2v.core.convert.ConversionEvent.StageEnded;
import org.virtp2v.core.convert.ConversionEvent.ToolStage;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.convert.ConversionReport.DiskCopy;
import org.virtp2v.core.convert.ConversionReport.StageTime;
import org.virtp2v.core.convert.ConversionReport.ToolTime;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.trial.TrialReport;

/** Publishes events to the listener, one after the other, and records from them the data of the report. Thread-safe. */
final class ConversionLog {
    /** More stages or warnings than this no conversion has; a server may print any number. */
    private static final int MOST = 1000;

    private final ConversionListener listener;
    private final List<String> warnings = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<StageTime> stages = new ArrayList<>();
    private final List<ToolStage> toolStages = new ArrayList<>();
    /** By {@link System#nanoTime()}. */
    private long lastToolStage;
    private final Outages outages;
    private final DiskAbsences absences = new DiskAbsences();
    private @Nullable String directory;
    private boolean ended;

    ConversionLog(List<SourceDisk> disks, ConversionListener listener) {
        this.listener = listener;
        this.outages = new Outages(disks, System::nanoTime);
    }

    /**
     * Hands the event to the listener. The last one is {@link Ended}: a connection that is being closed may still speak
     * behind it.
     */
    synchronized void publish(ConversionEvent event) {
        if (ended) {
            return;
        }
        switch (event) {
            case Warning warning when warnings.size() < MOST -> warnings.add(warning.text());
            case PreflightChecked checked when checked.result().verdict() == CheckResult.Verdict.WARNING ->
                warnings.add(checked.result().text());
            case StageEnded ended -> {
                endToolStage(ended);
                stages.add(new StageTime(ended.stage(), ended.took(), ended.completed()));
            }
            case ToolStage stage when toolStages.size() < MOST -> {
                toolStages.add(stage);
                lastToolStage = System.nanoTime();
            }
            case LogDirectory remote -> directory = remote.path();
            case ConnectionLost lost -> outages.lost(lost);
            case ConnectionBack back -> outages.back(back);
            case DiskAbsence absence -> absences.take(absence);
            case Ended end -> ended = true;
            default -> {
                // Not in the report.
            }
        }
        listener.on(event);
    }

    /** virt-v2v's last stage ends with virt-v2v; from then on its text marks only that end. */
    private void endToolStage(StageEnded ended) {
        if (ended.stage() == Stage.CONVERT && !toolStages.isEmpty()) {
            Duration took = Duration.ofNanos(System.nanoTime() - lastToolStage);
            toolStages.add(new ToolStage(toolStages.getLast().at().plus(took), ""));
        }
    }

    /** Records the errors that virt-v2v reported. */
    synchronized void errors(List<String> texts) {
        errors.addAll(texts);
    }

    /** Whether this connection is lost now, and is being made again. */
    synchronized boolean isLost(Link link) {
        return outages.isLost(link);
    }

    /** Whether this disk is gone now, and waited for. */
    synchronized boolean isAway(SourceDisk disk) {
        return absences.isAway(disk);
    }

    /** The remote directory; null when it did not come that far. */
    synchronized @Nullable String directory() {
        return directory;
    }

    /** All warnings so far, in order. */
    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * The report of the conversion so far.
     *
     * @param meters
     *            the meters of the plan's disks, in their order; empty when there are none yet
     * @param connections
     *            the connections of the first of them; fewer when the others have none yet
     * @param testBoot
     *            what a test boot has shown; null: nothing
     * @param instant
     *            what a guest did that was started before its disks were copied; null: there was none
     */
    synchronized ConversionReport report(ConversionPlan plan, List<CopyMeter> meters,
            List<DataConnection> connections, @Nullable TrialReport testBoot, @Nullable InstantReport instant) {
        var disks = IntStream.range(0, meters.size()).mapToObj(
                i -> new DiskCopy(plan.disks().get(i), meters.get(i).copiedBytes(), meters.get(i).copyTime(),
                        i < connections.size() ? connections.get(i).most() : 0,
                        absences.total(plan.disks().get(i))))
                .toList();
        long sent = meters.stream().mapToLong(CopyMeter::totalBytes).sum();
        var tool = IntStream.range(1, toolStages.size()).mapToObj(i -> new ToolTime(toolStages.get(i - 1).text(),
                toolStages.get(i).at().minus(toolStages.get(i - 1).at()))).toList();
        return new ConversionReport(plan.guest().name(), plan.login().address(), plan.output().type(),
                plan.output().storage(), stages, tool, disks, sent, errors, outages.report(), testBoot,
                instant, NextSteps.of(plan));
    }
}
