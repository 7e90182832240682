package org.virtp2v.ui;

import org.eclipse.core.databinding.observable.Realm;
import org.virtp2v.ui.internal.menu.MainMenu;
import org.virtp2v.ui.internal.model.WizardModel;

/**
 * The wizard as a menu of lines, for terminals: serial consoles, and machines without graphics. It has the wizard's
 * models, so that it plans, checks and says the same.
 */
public final class TextMenu {
    private TextMenu() {
    }

    /**
     * Shows the menu, and returns when it is left, or the input has ended. The calling thread takes the place of the UI
     * thread.
     */
    public static void run(WizardInput input, MenuTerminal terminal) {
        Realm.runWithDefault(new OneThread(Thread.currentThread()),
                () -> new MainMenu(new WizardModel(input), terminal).run());
    }

    /** What the models are told to belong to: there is no display. */
    private static final class OneThread extends Realm {
        private final Thread thread;

        OneThread(Thread thread) {
            this.thread = thread;
        }

        @Override
        public boolean isCurrent() {
            return Thread.currentThread() == thread;
        }
    }
}
