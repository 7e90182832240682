package org.virtp2v.ui.scenarios;

import java.nio.file.Path;

import org.eclipse.swt.widgets.Display;
import org.junit.jupiter.api.Nested;

/** The scenarios with the driver that runs everywhere. */
class ScenariosTest {
    @Nested
    class Server extends ServerScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtUi(display, pictures);
        }
    }

    @Nested
    class Machine extends MachineScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtUi(display, pictures);
        }
    }

    @Nested
    class Destination extends DestinationScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtUi(display, pictures);
        }
    }

    @Nested
    class Summary extends SummaryScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtUi(display, pictures);
        }
    }

    @Nested
    class Conversion extends ConversionScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtUi(display, pictures);
        }
    }

    @Nested
    class Window extends WindowScenarios {
        @Override
        protected Ui driver(Display display, Path pictures) {
            return new SwtUi(display, pictures);
        }
    }
}
