package org.virtp2v.app;

import org.virtp2v.ui.NoDisplayException;
import org.virtp2v.ui.WizardInput;

/** Shows the wizard. */
interface Gui {

    /**
     * Opens the wizard, and returns when it is closed.
     *
     * @throws NoDisplayException
     *             when there is no display
     */
    void run(WizardInput input) throws NoDisplayException;
}
