package org.virtp2v.ui.internal.conversion;

import java.util.List;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.wizard.WizardPage;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.text.Messages;

/**
 * What the page is called and what is said below that, as the conversion goes on; its warnings, too. UI thread only.
 */
final class ConversionHeading {
    private final WizardPage page;
    private final Messages text;
    private int warnings;

    ConversionHeading(WizardPage page, Messages text) {
        this.page = page;
        this.text = text;
    }

    /** Forgets what was said about the conversion before. */
    void clear() {
        warnings = 0;
        page.setMessage(null);
    }

    /** It was started. */
    void started(ConversionTask task) {
        describe(task instanceof ConversionTask.Ending ? ".ending" : "", task.plan());
    }

    /** The finished guest is tried. */
    void trying(ConversionPlan plan) {
        describe(".trying", plan);
    }

    /** It is being cancelled. */
    void cancelling(ConversionPlan plan) {
        describe(".cancelling", plan);
    }

    /** It cannot be cancelled any more, as the guest has all of its disks. */
    void complete() {
        page.setMessage(text.get("cancel.complete"), IMessageProvider.INFORMATION);
    }

    /** It has ended. */
    void ended(ConversionTask task, ResultText result) {
        describe(switch (result.outcome()) {
            case SUCCEEDED -> result.doubtful() ? ".doubtful" : ".succeeded";
            case SUCCEEDED_WITH_LOSSES -> ".losses";
            case FAILED -> ".failed";
            case CANCELLED -> task instanceof ConversionTask.Ending ? ".notEnded" : ".cancelled";
            case ENDED -> ".ended";
            case LEFT -> ".left";
        }, task.plan());
        page.setMessage(null);
    }

    /**
     * Shows the last warning, when it is a new one.
     *
     * @param texts
     *            all warnings so far, in order
     */
    void warn(List<String> texts) {
        if (texts.size() != warnings) {
            warnings = texts.size();
            String last = texts.getLast();
            // What to do with this machine is as important as before.
            page.setMessage((warnings == 1 ? last : text.get("warning.more", last, Integer.toString(warnings - 1)))
                    + "\n" + page.getDescription(), IMessageProvider.WARNING);
        }
    }

    private void describe(String outcome, ConversionPlan plan) {
        page.setTitle(text.get("title" + outcome));
        page.setDescription(text.get("description" + outcome, plan.login().host(), plan.guest().name()));
    }
}
