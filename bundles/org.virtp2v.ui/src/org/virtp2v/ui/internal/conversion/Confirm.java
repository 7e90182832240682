package org.virtp2v.ui.internal.conversion;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Widgets;

/** A dialog before the conversion is cancelled; Enter alone goes on converting. UI thread only. */
final class Confirm extends MessageDialog {

    private Confirm(Shell parent, Messages text, String question) {
        super(parent, text.get("cancel.title"), null, text.get(question) + "\n\n" + text.get("cancel.detail"),
                MessageDialog.QUESTION, 1, text.get("cancel.yes"), text.get("cancel.no"));
    }

    /**
     * Asks.
     *
     * @param question
     *            key of the question
     */
    static boolean cancel(Shell parent, Messages text, String question) {
        return new Confirm(parent, text, question).open() == 0;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        Widgets.id(getButton(0), "confirm.yes");
        Widgets.id(getButton(1), "confirm.no");
    }
}
