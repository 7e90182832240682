package org.virtp2v.ui.scenarios;

import java.nio.file.Path;
import java.util.Objects;

import org.eclipse.swt.widgets.Display;
import org.virtp2v.core.testing.FakeServer;

/** What scenarios need that are looked at with the driver that runs everywhere, at a server that is known. */
abstract class FakedWizard extends WizardScenarios {
    FakedWizard() {
        super(new FakeServer());
    }

    @Override
    protected final Ui driver(Display display, Path pictures) {
        return new SwtUi(display, pictures);
    }

    /** Has it begin anew with what a kernel command line gives, as if that had been opened from a file. */
    final Pages reopen(String commandLine) {
        Objects.requireNonNull(wizard).reopen(commandLine);
        Wait.until("the first page", () -> ui().isThere("server.host"));
        return new Pages(ui());
    }

    /** Opens it, and goes on to the page about the machine. */
    final Pages.MachineAndGuest logIn(String commandLine) {
        return open(commandLine).server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().awaitSuccess().next();
    }

    /** Whether its window is closed. */
    final boolean isClosed() {
        return Objects.requireNonNull(wizard).isClosed();
    }
}
