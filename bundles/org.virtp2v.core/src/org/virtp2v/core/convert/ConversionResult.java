package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a conversion ended.
 *
 * @param outcome
 *            how
 * @param failure
 *            what went wrong; null unless it failed
 * @param took
 *            how long it took
 * @param logDirectory
 *            the remote directory with the logs; null when it did not come that far
 * @param warnings
 *            everything the user should know, in the order it came up
 */
public record ConversionResult(Outcome outcome, @Nullable ConversionException failure, Duration took,
        @Nullable String logDirectory, List<String> warnings) {

    /** How it ended. */
    public enum Outcome {
        /** virt-v2v's exit code was 0. */
        SUCCEEDED,
        /** Something went wrong. */
        FAILED,
        /** The user cancelled it. */
        CANCELLED
    }

    public ConversionResult {
        warnings = List.copyOf(warnings);
    }
}
