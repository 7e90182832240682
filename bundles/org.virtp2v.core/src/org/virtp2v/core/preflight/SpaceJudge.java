package org.virtp2v.core.preflight;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.text.Messages;

/** Judges whether there is room on the server. An unknown property is never a problem. */
final class SpaceJudge {
    /** Bytes without which not even the description of the machine and the beginning of the log fit. */
    static final long LEAST_TEMPORARY = 1L << 20;
    /** Bytes that the logs of a conversion easily take. */
    static final long GOOD_TEMPORARY = 32L << 20;
    /** virt-v2v refuses to start with less, see virt-v2v(1), "Disk space". */
    static final long LEAST_OVERLAYS = 1L << 30;

    private static final Messages TEXT = Messages.beside(SpaceJudge.class);

    private final ConversionPlan plan;

    SpaceJudge(ConversionPlan plan) {
        this.plan = plan;
    }

    /** The room for the remote directory and for virt-v2v's temporary files. */
    CheckResult temporary(ServerFacts facts) {
        Place logs = facts.temporary();
        Place overlays = facts.overlays();
        String seen = TEXT.get("space.both", free(logs), free(overlays));
        CheckResult unusable = unusable(Check.TEMPORARY_SPACE, logs, false, TEXT.get("tmp.advice", logs.name()));
        if (unusable != null) {
            return unusable;
        }
        if (isLess(logs.freeBytes(), LEAST_TEMPORARY)) {
            return CheckResult.problem(Check.TEMPORARY_SPACE, TEXT.get("tmp.full", free(logs)),
                    TEXT.get("tmp.full.advice"));
        }
        // Under sudo virt-v2v may have another environment, and with it another directory.
        boolean sudo = plan.login().sudo();
        unusable = unusable(Check.TEMPORARY_SPACE, overlays, sudo, TEXT.get("tmp.advice", overlays.name()));
        if (unusable != null && !sudo) {
            return unusable;
        }
        if (isLess(overlays.freeBytes(), LEAST_OVERLAYS)) {
            String advice = TEXT.get("overlays.advice", overlays.name(), ByteSize.format(LEAST_OVERLAYS));
            return sudo ? CheckResult.warning(Check.TEMPORARY_SPACE, seen, advice)
                    : CheckResult.problem(Check.TEMPORARY_SPACE, seen, advice);
        }
        if (isLess(logs.freeBytes(), GOOD_TEMPORARY)) {
            return CheckResult.warning(Check.TEMPORARY_SPACE, seen, TEXT.get("tmp.little.advice"));
        }
        return logs.freeBytes() == null || overlays.freeBytes() == null
                ? CheckResult.warning(Check.TEMPORARY_SPACE, seen, TEXT.get("overlays.unknown"))
                : CheckResult.ok(Check.TEMPORARY_SPACE, seen);
    }

    /**
     * The place that the guest is written to. Preallocated disks take their whole size; others the used space, of which
     * it is not known exactly how much virt-v2v finds.
     */
    CheckResult storage(Place storage) {
        CheckResult unusable = unusable(Check.OUTPUT_STORAGE, storage, plan.login().sudo(),
                TEXT.get("placeAdvice." + storage.state(), storage.name()));
        if (unusable != null && (unusable.verdict() == CheckResult.Verdict.PROBLEM || storage.freeBytes() == null)) {
            return unusable;
        }
        if (storage.freeBytes() == null) {
            return CheckResult.warning(Check.OUTPUT_STORAGE, TEXT.get("space.unknown", storage.name()),
                    TEXT.get("storage.look"));
        }
        DiskBytes bytes = DiskBytes.of(plan.disks());
        boolean preallocated = plan.output().allocation() == OutputSettings.Allocation.PREALLOCATED;
        String figure = preallocated ? "whole" : bytes.usedKnown() ? "used" : "unknown";
        boolean small = isLess(storage.freeBytes(), preallocated ? bytes.whole() : bytes.used());
        String seen = TEXT.get((small ? "storage.small." : "storage.fits.") + figure, free(storage),
                bytes.wholeText(), bytes.usedText());
        if (!small) {
            return unusable != null ? unusable : CheckResult.ok(Check.OUTPUT_STORAGE, seen);
        }
        String advice = TEXT.get("storage.advice." + figure);
        return preallocated ? CheckResult.problem(Check.OUTPUT_STORAGE, seen, advice)
                : CheckResult.warning(Check.OUTPUT_STORAGE, seen, advice);
    }

    /**
     * Why nothing can be written to a place; null when it can.
     *
     * @param othersMay
     *            whether virt-v2v runs as somebody else, who may have other rights there
     */
    private static @Nullable CheckResult unusable(Check check, Place place, boolean othersMay, String advice) {
        String seen = TEXT.get("place." + place.state(), place.name());
        return switch (place.state()) {
            case WRITABLE -> null;
            case UNKNOWN -> CheckResult.warning(check, seen, advice);
            case UNREACHABLE, NOT_WRITABLE -> othersMay ? CheckResult.warning(check, seen, TEXT.get("sudo.place"))
                    : CheckResult.problem(check, seen, advice);
            case MISSING, NOT_A_DIRECTORY, INACTIVE -> CheckResult.problem(check, seen, advice);
        };
    }

    private static boolean isLess(@Nullable Long free, long needed) {
        return free != null && free < needed;
    }

    private static String free(Place place) {
        Long bytes = place.freeBytes();
        return bytes == null ? TEXT.get("space.unknown", place.name())
                : TEXT.get("space.free", ByteSize.format(bytes), place.name());
    }
}
