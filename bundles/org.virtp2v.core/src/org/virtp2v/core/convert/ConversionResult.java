package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.text.Json;

/**
 * How a conversion ended.
 *
 * @param outcome
 *            how
 * @param failure
 *            the cause; null unless it failed, or was left because of something that went wrong
 * @param took
 *            how long it took
 * @param logDirectory
 *            the remote directory with the logs; null when it did not come that far
 * @param warnings
 *            everything the user should know, in the order it came up
 * @param report
 *            durations and amounts of data
 * @param losses
 *            the parts of the disks that could not be read, by disk
 * @param cause
 *            why it was cancelled, or left; null unless somebody wanted that
 */
public record ConversionResult(Outcome outcome, @Nullable ConversionException failure, Duration took,
        @Nullable String logDirectory, List<String> warnings, ConversionReport report, List<DiskLoss> losses,
        @Nullable CancelCause cause) {

    /** Without losses, and not cancelled. */
    public ConversionResult(Outcome outcome, @Nullable ConversionException failure, Duration took,
            @Nullable String logDirectory, List<String> warnings, ConversionReport report) {
        this(outcome, failure, took, logDirectory, warnings, report, List.of(), null);
    }

    /** How it ended. */
    public enum Outcome {
        /** virt-v2v's exit code was 0, and the guest was seen on the server. */
        SUCCEEDED,
        /** The same, but parts of the disks could not be read, and are zeros in the guest. */
        SUCCEEDED_WITH_LOSSES,
        /** Something went wrong. */
        FAILED,
        /** It was cancelled, by the user or otherwise. */
        CANCELLED,
        /** A run that was waiting on the server was ended there, as it was asked for. */
        ENDED,
        /**
         * The guest runs on the server and needs this machine; the run was left there, to go on with. There may be a
         * {@linkplain #failure cause}.
         */
        LEFT
    }

    public ConversionResult {
        warnings = List.copyOf(warnings);
        losses = List.copyOf(losses);
    }

    /** Why it was cancelled, in words; null when it was not, or there is nothing to explain. */
    public @Nullable String cancelReason() {
        return cause == null ? null : cause.reason();
    }

    /** Whether there is a guest. */
    public boolean madeGuest() {
        return outcome == Outcome.SUCCEEDED || outcome == Outcome.SUCCEEDED_WITH_LOSSES;
    }

    /** What to do now; empty when there is no guest. */
    public List<NextStep> nextSteps() {
        return madeGuest() ? report.nextSteps() : List.of();
    }

    /**
     * Adds all of it to a JSON object; the guide describes the members (parts/progress.adoc).
     *
     * @param json
     *            the object
     * @return the same object
     */
    public Json describe(Json json) {
        return describeBriefly(json, Integer.MAX_VALUE).with("logDirectory", logDirectory)
                .with("warnings", warnings).with("losses", losses.stream().map(DiskLoss::json).toList())
                .with("nextSteps", nextSteps().stream().map(NextStep::json).toList())
                .with("report", report.json());
    }

    /** Adds only the outcome, its cause and the time; no more than so many characters of a message. */
    Json describeBriefly(Json json, int longest) {
        return json.with("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .with("cause", cause == null ? null : cause.jsonName()).with("failure", failure(failure, longest))
                .with("seconds", ConversionReport.seconds(took));
    }

    private static @Nullable Json failure(@Nullable ConversionException failure, int longest) {
        if (failure == null) {
            return null;
        }
        String message = String.valueOf(failure.getMessage());
        Json json = Json.object();
        switch (failure) {
            case ConnectionException c -> json.with("kind", "connection").with("reason", c.reason());
            case SourceException s -> json.with("kind", "source").with("reason", null);
            case ServerException s -> json.with("kind", "server").with("reason", s.reason());
        }
        return json.with("message", message.length() <= longest ? message : message.substring(0, longest));
    }
}
