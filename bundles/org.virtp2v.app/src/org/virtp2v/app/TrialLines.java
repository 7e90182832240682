package org.virtp2v.app;

import java.util.Set;

import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews;

/**
 * Shows as text how the finished guest is tried.
 *
 * @param host
 *            the conversion server
 */
record TrialLines(Terminal terminal, String host) {
    private static final Messages TEXT = Messages.beside(TrialLines.class);
    /** Words of {@code trial.py}. */
    private static final Set<String> WHY_NO_KVM = Set.of("absent", "not-allowed", "failed", "switched-off");

    /** A piece of news; the verdict is told with the result. */
    void tell(TrialNews news) {
        switch (news) {
            case TrialNews.Started started -> started(started);
            case TrialNews.Screen screen ->
                terminal.status(TEXT.get("trialScreen", Numbers.time(screen.at()), screen.file()));
            case TrialNews.Happened happened when happened.what() == TrialNews.What.RESET ->
                terminal.line(Style.NOTE, TEXT.get("trialReset", Numbers.time(happened.at())));
            case TrialNews.Happened happened -> {
                // The verdict says so.
            }
            case TrialNews.Serial serial -> {
                // It may be long, and is in the remote directory.
            }
            case TrialNews.Ended ended -> {
                // Told with the result.
            }
        }
    }

    private void started(TrialNews.Started started) {
        String how = started.kvm() ? TEXT.get("trialKvm")
                : TEXT.get(
                        WHY_NO_KVM.contains(started.whyNoKvm()) ? "trialTcg." + started.whyNoKvm() : "trialTcg.failed",
                        started.kvmDetail());
        String memory = ByteSize.format(started.memoryMib() << 20);
        if (started.memoryMib() < started.askedMib()) {
            memory = TEXT.get("trialLessMemory", memory, ByteSize.format(started.askedMib() << 20));
        }
        terminal.line(Style.PLAIN, TEXT.get("trialStarted", host, how, memory, Numbers.time(started.limit())));
    }
}
