package org.virtp2v.ui.swtbot;

import java.nio.file.Path;

import org.eclipse.swt.widgets.Display;
import org.virtp2v.ui.scenarios.Scenarios;
import org.virtp2v.ui.scenarios.Ui;

/** The scenarios with SWTBot. */
class SwtBotScenariosTest extends Scenarios {

    @Override
    protected Ui driver(Display display, Path pictures) {
        return new SwtBotUi(display, pictures);
    }
}
