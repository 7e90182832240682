package org.virtp2v.app;

import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;

/** The program's exit codes; {@code --help} documents them. */
enum ExitCode {
    /** virt-v2v's exit code was 0, or nothing was to be converted, or what was to be ended was. */
    SUCCESS(0),
    /** Wrong options or an impossible configuration. */
    USAGE(1),
    /** The conversion server cannot be reached or logged in to, or the connection was lost. */
    CONNECTION(2),
    /** A source disk cannot be read. */
    SOURCE(3),
    /** The server cannot do it, or virt-v2v failed. */
    SERVER(4),
    /** {@code p2v.pre} failed, or {@code p2v.post} failed after a successful conversion. */
    COMMAND(5),
    /** virt-v2v succeeded, but parts of the disks could not be read, and are zeros in the guest. */
    LOSSES(6),
    /** The guest runs on the server before its disks are copied, and waits for this machine. */
    GUEST_WAITS(7),
    /** There are no settings for this machine where they were to be fetched from, and nobody to ask. */
    NO_SETTINGS(8),
    /** A fault of this program. */
    INTERNAL(70),
    /** The terminal was closed; the shell's code for SIGHUP. */
    TERMINAL_CLOSED(129),
    /** Ctrl-C; the shell's code for SIGINT. */
    CANCELLED(130),
    /** Told to end, or this machine is being switched off; the shell's code for SIGTERM. */
    TOLD_TO_END(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number. */
    int code() {
        return code;
    }

    /** Whether a conversion was cancelled, for whatever cause. */
    boolean isCancelled() {
        return this == TERMINAL_CLOSED || this == CANCELLED || this == TOLD_TO_END;
    }

    /** The code for a failure. */
    static ExitCode of(ConversionException failure) {
        return switch (failure) {
            case ConnectionException c -> CONNECTION;
            case SourceException s -> SOURCE;
            case ServerException s -> SERVER;
        };
    }

    /** The code for an ended conversion. */
    static ExitCode of(ConversionResult result) {
        return switch (result.outcome()) {
            case SUCCEEDED, ENDED -> SUCCESS;
            case SUCCEEDED_WITH_LOSSES -> LOSSES;
            case LEFT -> GUEST_WAITS;
            case CANCELLED -> switch (result.cause()) {
                case TERMINAL_CLOSED -> TERMINAL_CLOSED;
                case TOLD_TO_END, SHUTDOWN, POWER_BUTTON -> TOLD_TO_END;
                case USER -> CANCELLED;
                case null -> CANCELLED;
            };
            case FAILED -> {
                ConversionException failure = result.failure();
                yield failure == null ? INTERNAL : of(failure);
            }
        };
    }
}
