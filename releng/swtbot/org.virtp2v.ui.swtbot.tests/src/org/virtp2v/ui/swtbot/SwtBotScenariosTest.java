package org.virtp2v.ui.swtbot;

import java.nio.file.Path;

import org.eclipse.swt.widgets.Display;
import org.junit.jupiter.api.Nested;
import org.virtp2v.ui.scenarios.ConversionScenarios;
import org.virtp2v.ui.scenarios.DestinationScenarios;
import org.virtp2v.ui.scenarios.MachineScenarios;
import org.virtp2v.ui.scenarios.ServerScenarios;
import org.virtp2v.ui.scenarios.SummaryScenarios;
import org.virtp2v.ui.scenarios.Ui;
import org.virtp2v.ui.scenarios.WindowScenarios;

/** The scenarios with SWTBot. */
class SwtBotScenariosTest {
    @Nested
    class Server extends ServerScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtBotUi(display, pictures);
        }
    }

    @Nested
    class Machine extends MachineScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtBotUi(display, pictures);
        }
    }

    @Nested
    class Destination extends DestinationScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtBotUi(display, pictures);
        }
    }

    @Nested
    class Summary extends SummaryScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtBotUi(display, pictures);
        }
    }

    @Nested
    class Conversion extends ConversionScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtBotUi(display, pictures);
        }
    }

    @Nested
    class Window extends WindowScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtBotUi(display, pictures);
        }
    }
}
