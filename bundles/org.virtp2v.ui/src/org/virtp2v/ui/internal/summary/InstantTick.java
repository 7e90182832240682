package org.virtp2v.ui.internal.summary;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Widgets;

/**
 * The tick for a guest that is started before its disks are copied, with what that means below it. Where it cannot
 * work, it cannot be used, and the line below says why. UI thread only.
 */
final class InstantTick {
    /** Where the text of a tick begins, about. */
    private static final int BELOW_THE_TEXT = 3 * Widgets.WIDE_GAP;

    private final WizardModel model;
    private final Messages text;
    private final Runnable changed;
    private final Button tick;
    private final Label note;

    /**
     * @param changed
     *            run when the user has changed it: the plan is another one
     */
    InstantTick(Composite parent, WizardModel model, Messages text, Runnable changed) {
        this.model = model;
        this.text = text;
        this.changed = changed;
        tick = Widgets.button(parent, SWT.CHECK | SWT.WRAP, "summary.instant", text.get("instant"), this::pressed);
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).hint(100, SWT.DEFAULT)
                .applyTo(tick);
        note = Widgets.id(Widgets.note(parent, text.get("instant.note")), "summary.instant.note");
        GridDataFactory.createFrom((GridData) note.getLayoutData()).indent(BELOW_THE_TEXT, 0).applyTo(note);
    }

    private void pressed() {
        model.instant().choose(tick.getSelection());
        changed.run();
    }

    /** Other things are chosen now. */
    void show() {
        String why = model.whyNotInstant();
        tick.setSelection(model.instant().isWanted());
        // Who has given it by a key must be able to take it away.
        tick.setEnabled(why.isEmpty() || model.instant().isWanted());
        tick.setToolTipText(why.isEmpty() ? text.get("instant.tip") : why);
        note.setText(why.isEmpty() ? text.get("instant.note") : why);
    }
}
