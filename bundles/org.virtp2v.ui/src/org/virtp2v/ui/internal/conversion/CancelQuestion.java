package org.virtp2v.ui.internal.conversion;

import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.text.Messages;

/** Whether a conversion is to be cancelled, and what would be lost by it now. UI thread only. */
record CancelQuestion(ConversionRun run, Messages text) {

    /** What is lost when this machine is switched off. */
    String loss() {
        if (run.guestRuns()) {
            return text.get("power.detail.instant");
        }
        if (run.guestIsComplete()) {
            return text.get("cancel.complete");
        }
        return text.get("cancel.detail" + (run.isTrying() ? ".trial" : run.task().suffix()));
    }

    /**
     * Asks, unless it needs no thought, as where only the test boot of a finished guest ends, or where there is nothing
     * left to cancel; once more when the guest was started meanwhile, as more is lost then.
     *
     * @param question
     *            key of the question
     */
    boolean isYes(Shell parent, String question) {
        boolean told;
        do {
            told = run.guestRuns();
            boolean harmless = run.isTrying() || run.guestIsComplete();
            if (!harmless && !Confirm.cancel(parent, text, question, run.task(), told)) {
                return false;
            }
        } while (!told && run.guestRuns());
        return true;
    }
}
