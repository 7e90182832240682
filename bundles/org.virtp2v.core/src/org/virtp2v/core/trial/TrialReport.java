package org.virtp2v.core.trial;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews.Verdict;

/**
 * What a test boot has shown.
 *
 * @param kvm
 *            whether the guest ran with KVM; null: it was not started
 * @param ended
 *            the verdict
 * @param pictures
 *            names of the pictures in the remote directory, in order
 */
public record TrialReport(@Nullable Boolean kvm, TrialNews.Ended ended, List<String> pictures) {
    private static final Messages TEXT = Messages.beside(TrialReport.class);

    /** Words of {@code trial.py} for why it could not start the guest. */
    private static final Set<String> REASONS = Set.of("target-remote", "no-qemu", "no-metadata", "metadata-bad",
            "architecture", "disk-remote", "disk-format", "disk-missing", "disk-unreadable", "disk-in-use",
            "no-firmware", "no-memory", "no-space", "qemu-failed", "no-python", "failed");

    public TrialReport {
        pictures = List.copyOf(pictures);
    }

    /** The verdict in words, in a sentence or two. */
    public String text() {
        String said = ended.detail();
        String detail = said == null ? "" : said;
        if (ended.verdict() == Verdict.CANNOT) {
            String key = REASONS.contains(ended.reason()) ? ended.reason() : "failed";
            String why = TEXT.get("cannot." + key, detail, ended.path());
            return TEXT.get("cannot", why) + (ended.help().isEmpty() ? "" : " " + TEXT.get("help", ended.help()));
        }
        boolean stopCode = ended.verdict() == Verdict.WINDOWS_STOP && !detail.isEmpty();
        String text = TEXT.get("verdict." + ended.verdict().name() + (stopCode ? ".code" : ""),
                Numbers.time(ended.at()), Integer.toString(ended.resets()));
        return detail.isEmpty() || ended.verdict() == Verdict.SKIPPED ? text : TEXT.get("withDetail", text, detail);
    }

    /** All of it as JSON; the guide describes the members (parts/progress.adoc). */
    public Json json() {
        return Json.object().with("verdict", ended.verdict().jsonName()).with("text", text())
                .with("accelerator", kvm == null ? null : kvm ? "kvm" : "tcg")
                .with("seconds", ended.at().toMillis() / 1000.0).with("detail", ended.detail())
                .with("reason", ended.reason().isEmpty() ? null : ended.reason()).with("pictures", pictures);
    }
}
