package org.virtp2v.ui.scenarios;

import java.nio.file.Path;

import org.eclipse.swt.widgets.Display;

/** The scenarios with the driver that runs everywhere. */
class ScenariosTest extends Scenarios {

    @Override
    protected Ui driver(Display display, Path pictures) {
        return new SwtUi(display, pictures);
    }
}
