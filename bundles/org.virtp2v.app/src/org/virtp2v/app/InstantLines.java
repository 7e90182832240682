package org.virtp2v.app;

import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * Shows as text what a guest does that is started before its disks are copied.
 *
 * @param host
 *            the conversion server
 */
record InstantLines(Terminal terminal, String host) {
    private static final Messages TEXT = Messages.beside(InstantLines.class);

    /** A piece of news; the progress of the disks is told otherwise. */
    void tell(InstantNews news) {
        switch (news) {
            case InstantNews.Converted converted ->
                terminal.line(Style.PLAIN, TEXT.get("instant.converted", Numbers.time(converted.took())));
            case InstantNews.Started started -> started(started);
            case InstantNews.Paused paused -> terminal.line(Style.ERROR,
                    TEXT.get((paused.guest() ? "instant.paused." : "instant.waits.") + paused.why(), host)
                            + detail(paused.detail()));
            case InstantNews.Resumed resumed -> terminal.line(Style.NOTE,
                    TEXT.get(resumed.guest() ? "instant.resumed" : "instant.goesOn"));
            case InstantNews.Off off -> terminal.line(Style.NOTE, TEXT.get("instant.off"));
            case InstantNews.Complete complete -> terminal.line(Style.STAGE, TEXT.get("instant.complete"));
            case InstantNews.Overlays overlays -> {
                // Nobody need know.
            }
            case InstantNews.Stream stream -> {
                // The progress says so.
            }
            case InstantNews.Screen screen -> {
                // There is no room for it in a line.
            }
            case InstantNews.Restarted again -> {
                // There is a warning of it.
            }
            case InstantNews.Failed failed -> {
                // Told with the result.
            }
        }
    }

    private void started(InstantNews.Started started) {
        terminal.line(Style.STAGE, TEXT.get("instant.started", host, started.clock(), started.where(),
                TEXT.get(started.kvm() ? "instant.kvm" : "instant.tcg")));
        if (!started.display().isEmpty()) {
            terminal.line(Style.PLAIN, TEXT.get("instant.display", started.display()));
        }
        terminal.line(Style.ERROR, TEXT.get("instant.stayOn"));
    }

    /** What it comes to at the end. */
    void report(InstantReport report) {
        terminal.line(Style.PLAIN,
                TEXT.get("instant.downtime", report.started().clock(), Numbers.time(report.downtime()),
                        Integer.toString(report.pauses())));
        if (report.complete()) {
            terminal.line(Style.STAGE, TEXT.get("instant.notNeeded"));
        }
    }

    private static String detail(String detail) {
        return detail.isEmpty() ? "" : " (" + detail + ")";
    }
}
