package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.TrialTold;
import org.virtp2v.core.convert.ConversionEvent.Warning;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.trial.TrialFiles;
import org.virtp2v.core.trial.TrialNews;
import org.virtp2v.core.trial.TrialReader;
import org.virtp2v.core.trial.TrialReport;
import org.virtp2v.core.v2v.ServerProgram;

/**
 * Starts the finished guest once on the conversion server, and tells what is seen. The conversion has succeeded before,
 * and stays so: whatever goes wrong here is a warning at most.
 */
final class TestBoot {
    private static final Logger LOG = Logger.getLogger(TestBoot.class.getName());
    private static final Messages TEXT = Messages.beside(TestBoot.class);

    private final Consumer<ConversionEvent> events;
    private final List<String> pictures = new ArrayList<>();
    private volatile boolean skipped;
    private volatile boolean running;
    private @Nullable Boolean kvm;
    private TrialNews.@Nullable Ended ended;
    private @Nullable Duration answeredAt;

    TestBoot(Consumer<ConversionEvent> events) {
        this.events = events;
    }

    /**
     * Ends it early, with what was seen so far; from any thread.
     *
     * @return whether it is running, and this was the first time
     */
    boolean skip() {
        boolean first = running && !skipped;
        skipped = true;
        return first;
    }

    /** It comes next: whoever cancels from now on ends only this. */
    void begin() {
        running = true;
    }

    /** Does it, and returns when nothing of it is left running on the server. Interrupted, it ends at once. */
    void run(ConversionPlan plan, RemoteRun remote) {
        try {
            if (!remote.leave(TrialFiles.of(plan))) {
                warn(TEXT.get("trial.notLeft", ServerProgram.TRIAL.file()));
                return;
            }
            if (skipped) {
                return;
            }
            remote.trial(new TrialReader(this::take)::take, () -> skipped);
        } catch (ConversionException e) {
            LOG.log(Level.INFO, "the test boot was cut short", e);
            if (ended == null) {
                warn(TEXT.get("trial.cutShort", e.getMessage()));
            }
        } catch (InterruptedException e) {
            // It was cancelled, which does not undo the conversion.
            LOG.log(Level.FINE, "the test boot was interrupted", e);
        } finally {
            running = false;
        }
    }

    /** What was seen; null: there was no test boot, or it did not come to a verdict. */
    @Nullable
    TrialReport report() {
        TrialNews.Ended verdict = ended;
        return verdict == null ? null : new TrialReport(kvm, verdict, pictures);
    }

    private void take(TrialNews news) {
        switch (news) {
            case TrialNews.Started started -> {
                kvm = started.kvm();
                pictures.clear(); // of another try, with KVM
            }
            case TrialNews.Screen screen -> pictures.add(screen.file());
            case TrialNews.Ended verdict -> ended = verdict.verdict() == TrialNews.Verdict.AGENT && answeredAt != null
                    ? verdict.at(answeredAt)
                    : verdict;
            case TrialNews.Serial serial -> {
                // only shown
            }
            case TrialNews.Happened happened -> {
                if (happened.what() == TrialNews.What.AGENT) {
                    answeredAt = happened.at(); // it is looked at a little longer, for the last picture
                }
            }
        }
        events.accept(new TrialTold(news));
        TrialReport report = report();
        if (report != null && report.ended().verdict().isWarning()) {
            warn(report.text());
        }
    }

    private void warn(String text) {
        events.accept(new Warning(Warning.Source.VIRT_P2V, text));
    }
}
