package org.virtp2v.ui.internal.conversion;

import java.time.Duration;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Widgets;

/** A dialog before the conversion is cancelled; Enter alone goes on converting. UI thread only. */
final class Confirm extends MessageDialog {

    private static final int YES = 0;
    private static final int NO = 1;

    private Confirm(Shell parent, Messages text, String question, String yes) {
        super(parent, text.get("cancel.title"), null, question + "\n\n" + text.get("cancel.detail"),
                MessageDialog.QUESTION, NO, text.get(yes), text.get("cancel.no"));
    }

    /**
     * The dialog after the power button was pressed.
     *
     * @param time
     *            within which a second press is a yes, too
     */
    static Confirm switchingOff(Shell parent, Messages text, Duration time) {
        return new Confirm(parent, text, text.get("power.question", Long.toString(time.toSeconds())), "power.yes");
    }

    /**
     * Asks.
     *
     * @param question
     *            key of the question
     */
    static boolean cancel(Shell parent, Messages text, String question) {
        return new Confirm(parent, text, text.get(question), "cancel.yes").isYes();
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
        Widgets.id(getButton(YES), "confirm.yes");
        Widgets.id(getButton(NO), "confirm.no");
    }
}
