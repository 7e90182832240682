package org.virtp2v.ui.internal.conversion;

import java.time.Duration;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Widgets;

/** A dialog before a conversion is cancelled, or ended on the server; Enter alone does neither. UI thread only. */
final class Confirm extends MessageDialog {

    private static final int YES = 0;
    private static final int NO = 1;

    private Confirm(Shell parent, Messages text, String kind, String message, String yes) {
        super(parent, text.get(kind + ".title"), null, message, MessageDialog.QUESTION, NO, text.get(yes),
                text.get(kind + ".no"));
    }

    /**
     * The dialog after the power button was pressed.
     *
     * @param time
     *            within which a second press is a yes, too
     * @param detail
     *            says what is lost by it
     */
    static Confirm switchingOff(Shell parent, Messages text, Duration time, String detail) {
        String message = text.get("power.question", Long.toString(time.toSeconds())) + "\n\n"
                + detail;
        return new Confirm(parent, text, "cancel", message, "power.yes");
    }

    /**
     * Asks whether to cancel.
     *
     * @param question
     *            key of the question
     * @param task
     *            what is carried out
     * @param guestRuns
     *            whether the guest runs before its disks are copied
     */
    static boolean cancel(Shell parent, Messages text, String question, ConversionTask task, boolean guestRuns) {
        String ending = task instanceof ConversionTask.Ending ? task.suffix() : "";
        String message = text.get(question + ending) + "\n\n"
                + text.get("cancel.detail" + (guestRuns ? ".instant" : task.suffix()));
        return new Confirm(parent, text, "cancel" + ending, message, "cancel" + ending + ".yes").isYes();
    }

    /**
     * Asks whether to end a conversion that is waiting on its server; a guest that runs there already is lost by it.
     */
    static boolean end(Shell parent, Messages text, ConversionPlan plan) {
        String question = plan.instant() ? "finish.question.instant" : "finish.question";
        return new Confirm(parent, text, "finish", text.get(question, plan.guest().name(), plan.login().host()),
                "finish.yes").isYes();
    }

    /** Opens it, and tells whether the answer was yes. */
    boolean isYes() {
        return open() == YES;
    }

    /** Closes it from elsewhere, which is a no. */
    void withdraw() {
        // Closed without a code, it would have that of the first button.
        setReturnCode(NO);
        close();
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        Widgets.id(messageLabel, "confirm.message");
        Widgets.id(getButton(YES), "confirm.yes");
        Widgets.id(getButton(NO), "confirm.no");
    }
}
