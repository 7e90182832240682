package org.virtp2v.ui.internal.summary;

import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.WizardModel;

/**
 * The tick for a guest that is started before its disks are copied, with what that means below it. Where it cannot
 * work, it cannot be used, and the line below says why. UI thread only.
 */
final class InstantTick {
    private final WizardModel model;
    private final Messages text;
    private final Runnable changed;
    private final NotedTick tick;

    /**
     * @param changed
     *            run when the user has changed it: the plan is another one
     */
    InstantTick(Composite parent, WizardModel model, Messages text, Runnable changed) {
        this.model = model;
        this.text = text;
        this.changed = changed;
        tick = new NotedTick(parent, "summary.instant", text.get("instant"), this::pressed);
        tick.note(text.get("instant.note"));
    }

    private void pressed(boolean on) {
        model.instant().choose(on);
        changed.run();
    }

    /** Other things are chosen now. */
    void show() {
        String why = model.whyNotInstant();
        // Who has given it by a key must be able to take it away.
        tick.show(model.instant().isWanted(), why.isEmpty() || model.instant().isWanted());
        tick.setToolTip(why.isEmpty() ? text.get("instant.tip") : why);
        tick.note(why.isEmpty() ? text.get("instant.note") : why);
    }
}
