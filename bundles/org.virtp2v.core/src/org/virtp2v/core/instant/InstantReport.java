package org.virtp2v.core.instant;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Json;

/**
 * What a guest did that was started before its disks were copied.
 *
 * @param started
 *            its start
 * @param downtime
 *            the time from the beginning of the conversion to the guest's start
 * @param pauses
 *            how often it stood still
 * @param off
 *            whether it has switched itself off
 * @param complete
 *            whether all of this machine's disks is in the guest's
 */
public record InstantReport(InstantNews.Started started, Duration downtime, int pauses, boolean off,
        boolean complete) {

    /** All of it as JSON; the guide describes the members (parts/progress.adoc). */
    public Json json() {
        return Json.object().with("started", started.at().toString())
                .with("downtimeSeconds", downtime.toMillis() / 1000.0)
                .with("accelerator", started.kvm() ? "kvm" : "tcg").with("where", started.where())
                .with("display", optional(started.display())).with("pauses", pauses).with("off", off)
                .with("complete", complete);
    }

    private static @Nullable String optional(String text) {
        return text.isEmpty() ? null : text;
    }
}
