package org.virtp2v.ui.internal.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.DiskAbsences;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialReport;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;

/**
 * The result of a conversion, in words.
 *
 * @param outcome
 *            how
 * @param doubtful
 *            whether the guest is there, but probably does not start
 * @param headline
 *            it in one sentence
 * @param details
 *            cause, advice, the place of the guest, and warnings, in lines; where the logs are is shown elsewhere
 */
record ResultText(Outcome outcome, boolean doubtful, String headline, List<String> details) {
    private static final Messages TEXT = Messages.beside(ResultText.class);

    ResultText {
        details = List.copyOf(details);
    }

    /**
     * The text of a result.
     *
     * @param end
     *            how it ended
     * @param suffix
     *            {@link Task#suffix()}
     */
    static ResultText of(End end, String suffix) {
        List<String> details = new ArrayList<>();
        return switch (end) {
            case End.Fault fault -> {
                details.add(fault.text());
                details.add(TEXT.get("end.again" + suffix));
                yield new ResultText(Outcome.FAILED, false, TEXT.get("end.failed.fault"), details);
            }
            case End.Regular regular -> {
                ConversionResult result = regular.result();
                TrialReport trial = result.report().testBoot();
                boolean doubtful = trial != null && trial.ended().verdict().isBad();
                String headline = switch (result.outcome()) {
                    case SUCCEEDED -> succeeded(result, doubtful, details);
                    case SUCCEEDED_WITH_LOSSES -> withLosses(result, details);
                    case FAILED -> failed(result, suffix, details);
                    case CANCELLED -> {
                        details.add(TEXT.get(suffix.isEmpty() ? "end.again.cancelled" : "end.again.ending"));
                        yield suffix.equals(".ending") ? TEXT.get("end.cancelled.ending")
                                : cancelled(result.cancelReason());
                    }
                    case ENDED -> {
                        details.add(TEXT.get("end.again.ended"));
                        yield TEXT.get("end.ended");
                    }
                    case LEFT -> left(result, details);
                };
                connections(details, result.report().connections());
                details.addAll(DiskAbsences.describe(result.report()));
                warnings(result).forEach(w -> details.add(TEXT.get("end.warning", w)));
                yield new ResultText(result.outcome(), doubtful, headline, details);
            }
        };
    }

    /** The machine may be needed once more when the guest does not start. */
    private static String succeeded(ConversionResult result, boolean doubtful, List<String> details) {
        ConversionReport report = result.report();
        trial(report, details);
        instant(report, details);
        details.add(TEXT.get(doubtful ? "end.doubtful.look" : "end.shutdown"));
        guest(report, details);
        return TEXT.get(doubtful ? "end.doubtful" : "end.succeeded", Numbers.time(result.took()));
    }

    private static void trial(ConversionReport report, List<String> details) {
        TrialReport trial = report.testBoot();
        if (trial != null) {
            details.add(trial.text());
        }
    }

    private static void instant(ConversionReport report, List<String> details) {
        InstantReport guest = report.instant();
        if (guest != null) {
            details.add(TEXT.get("end.instant", guest.started().clock(), Numbers.time(guest.downtime())));
        }
    }

    private static String left(ConversionResult result, List<String> details) {
        ConversionException failure = result.failure();
        String reason = failure == null ? result.cancelReason() : failure.getMessage();
        if (reason != null) {
            details.add(TEXT.get("end.left.because", reason));
        }
        details.add(TEXT.get("end.left.resume", result.report().server()));
        instant(result.report(), details);
        return TEXT.get("end.left", result.report().server());
    }

    /** The warnings but for that of a test boot, whose words stand elsewhere. */
    static List<String> warnings(ConversionResult result) {
        TrialReport trial = result.report().testBoot();
        return result.warnings().stream().filter(warning -> trial == null || !warning.equals(trial.text())).toList();
    }

    /** The machine may be needed once more, so nobody is told to shut it down for ever. */
    private static String withLosses(ConversionResult result, List<String> details) {
        result.losses().forEach(loss -> details.add(TEXT.get("end.loss", loss.describe())));
        details.add(TEXT.get("end.look"));
        trial(result.report(), details);
        guest(result.report(), details);
        return TEXT.get("end.losses", Numbers.time(result.took()));
    }

    private static void guest(ConversionReport report, List<String> details) {
        details.add(report.outputStorage() == null
                ? TEXT.get("end.guest", report.guest(), report.server(), report.outputMode())
                : TEXT.get("end.guest.storage", report.guest(), report.server(), report.outputMode(),
                        report.outputStorage()));
    }

    private static String cancelled(@Nullable String reason) {
        return reason == null ? TEXT.get("end.cancelled") : TEXT.get("end.cancelled.because", reason);
    }

    /** What virt-v2v itself has said comes first. */
    private static String failed(ConversionResult result, String suffix, List<String> details) {
        ConversionException failure = result.failure();
        List<String> errors = result.report().errors();
        boolean ofTool = isOfTool(failure);
        String advice = failure == null ? null : failure.advice();
        if (advice != null) {
            details.add(TEXT.get("end.try", advice));
        }
        if (ofTool) {
            errors.stream().limit(Math.max(0, errors.size() - 1)).forEach(e -> details.add(TEXT.get("end.error", e)));
            errors.stream().reduce((one, next) -> next).map(ResultText::rest).filter(rest -> !rest.isEmpty())
                    .ifPresent(details::add);
            if (advice == null) {
                details.add(TEXT.get("end.log"));
            }
        } else if (failure != null && advice == null) {
            details.add(failure.getMessage());
        }
        details.add(
                TEXT.get(suffix.isEmpty() && !systems(failure).isEmpty() ? "end.again.system" : "end.again" + suffix));
        return ofTool ? errors.isEmpty() ? TEXT.get("end.failed.tool") : TEXT.get("end.error", first(errors.getLast()))
                : TEXT.get("end.failed." + switch (failure) {
                    case ConnectionException c -> "connection";
                    case SourceException s -> "source";
                    case ServerException s -> "server";
                    case null -> "other";
                });
    }

    /** Whether virt-v2v ended with an error of its own, and not because a disk or a connection had gone. */
    private static boolean isOfTool(@Nullable ConversionException failure) {
        return failure instanceof ServerException server
                && server.reason() == ServerException.Reason.CONVERSION_FAILED;
    }

    /** Errors of virt-v2v may have several lines, the first of which is the sentence. */
    private static String first(String error) {
        return error.lines().findFirst().orElse("");
    }

    private static String rest(String error) {
        return error.lines().skip(1).collect(Collectors.joining("\n"));
    }

    /** The operating systems between which virt-v2v could not choose; none when it failed for another reason. */
    static List<String> systems(@Nullable ConversionException failure) {
        return failure instanceof ServerException server ? server.systems() : List.of();
    }

    private static void connections(List<String> details, ConnectionReport connections) {
        if (connections.outages() > 0) {
            details.add(TEXT.get("end.outages", Integer.toString(connections.outages()),
                    Numbers.time(connections.away())));
        }
    }

}
