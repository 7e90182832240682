package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.trial.TrialReport;

/**
 * Durations and amounts of data of a conversion, and where the guest is.
 *
 * @param guest
 *            the guest's name
 * @param server
 *            address of the conversion server
 * @param outputMode
 *            virt-v2v's {@code -o}
 * @param outputStorage
 *            virt-v2v's {@code -os}, relative to the server; null when there is none
 * @param stages
 *            the stages that have ended, in order
 * @param toolStages
 *            virt-v2v's own stages, in order
 * @param disks
 *            the copied data of each disk
 * @param bytesSent
 *            bytes of disk data that were read in all: for virt-v2v's inspection, and for the copies
 * @param errors
 *            the errors that virt-v2v reported
 * @param connections
 *            how often and how long connections were lost
 * @param testBoot
 *            what a test boot of the guest has shown; null: there was none, or it said nothing
 * @param instant
 *            what a guest did that was started before its disks were copied; null: there was none
 * @param nextSteps
 *            what to do when the guest is there; also filled when there is none, see
 *            {@link ConversionResult#nextSteps()}
 */
public record ConversionReport(String guest, String server, String outputMode, @Nullable String outputStorage,
        List<StageTime> stages, List<ToolTime> toolStages, List<DiskCopy> disks, long bytesSent,
        List<String> errors, ConnectionReport connections, @Nullable TrialReport testBoot,
        @Nullable InstantReport instant, List<NextStep> nextSteps) {

    public ConversionReport {
        stages = List.copyOf(stages);
        toolStages = List.copyOf(toolStages);
        disks = List.copyOf(disks);
        errors = List.copyOf(errors);
        nextSteps = List.copyOf(nextSteps);
    }

    /** The report of a conversion whose guest was not started before its disks were copied. */
    public ConversionReport(String guest, String server, String outputMode, @Nullable String outputStorage,
            List<StageTime> stages, List<ToolTime> toolStages, List<DiskCopy> disks, long bytesSent,
            List<String> errors, ConnectionReport connections, @Nullable TrialReport testBoot,
            List<NextStep> nextSteps) {
        this(guest, server, outputMode, outputStorage, stages, toolStages, disks, bytesSent, errors, connections,
                testBoot, null, nextSteps);
    }

    /**
     * How long a stage took.
     *
     * @param stage
     *            the stage
     * @param took
     *            how long
     * @param completed
     *            false when it failed or was cancelled
     */
    public record StageTime(Stage stage, Duration took, boolean completed) {
    }

    /**
     * How long a stage of virt-v2v took.
     *
     * @param text
     *            its words
     * @param took
     *            how long
     */
    public record ToolTime(String text, Duration took) {
    }

    /**
     * The copied data of a disk.
     *
     * @param disk
     *            the disk
     * @param bytes
     *            bytes that were asked for while copying
     * @param took
     *            how long copying took; zero when it was not copied
     * @param connections
     *            how many connections carried it at most at the same time
     * @param absences
     *            how often it was gone and came back
     */
    public record DiskCopy(SourceDisk disk, long bytes, Duration took, int connections,
            DiskAbsences.Total absences) {
    }

    /** Bytes that were asked for while copying, all disks together. */
    public long bytesCopied() {
        return disks.stream().mapToLong(DiskCopy::bytes).sum();
    }

    /** How long copying took, all disks together. */
    public Duration copyTime() {
        return disks.stream().map(DiskCopy::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** The mean rate of copying in bytes per second; 0 when nothing was copied. */
    public double meanBytesPerSecond() {
        long nanos = copyTime().toNanos();
        return nanos == 0 ? 0 : bytesCopied() * 1e9 / nanos;
    }

    /** All of it as JSON; the guide describes the members (parts/progress.adoc). */
    Json json() {
        return Json.object().with("guest", guest).with("server", server).with("outputMode", outputMode)
                .with("outputStorage", outputStorage)
                .with("stages", stages.stream().map(s -> Json.object().with("stage", s.stage().name())
                        .with("seconds", seconds(s.took())).with("completed", s.completed())).toList())
                .with("virtV2vStages", toolStages.stream()
                        .map(s -> Json.object().with("text", s.text()).with("seconds", seconds(s.took()))).toList())
                .with("disks", disks.stream().map(d -> Json.object().with("name", d.disk().name())
                        .with("target", d.disk().targetDevice()).with("sizeBytes", d.disk().sizeBytes())
                        .with("bytesCopied", d.bytes()).with("seconds", seconds(d.took()))
                        .with("connections", d.connections()).with("absences", d.absences().times())
                        .with("secondsAway", seconds(d.absences().lasted()))).toList())
                .with("bytesSent", bytesSent).with("bytesCopied", bytesCopied())
                .with("meanBytesPerSecond", Math.round(meanBytesPerSecond())).with("errors", errors)
                .with("connection", connections.json()).with("testBoot", testBoot == null ? null : testBoot.json())
                .with("instant", instant == null ? null : instant.json());
    }

    /** Seconds to the millisecond. */
    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
