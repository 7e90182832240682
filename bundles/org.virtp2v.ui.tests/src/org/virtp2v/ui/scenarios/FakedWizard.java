package org.virtp2v.ui.scenarios;

import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;

/** What scenarios need that open a wizard on faked ports, and look at it with the driver that runs everywhere. */
abstract class FakedWizard {
    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(this::ui);

    final FakeServer server = new FakeServer();
    final FakeExporter exporter = new FakeExporter();
    final WizardMachine hardware = new WizardMachine();
    final FakeDesktop desktop = new FakeDesktop();
    private final Ui driver = new SwtUi(WizardRun.display(), Path.of("target", "screenshots"));
    private @Nullable WizardRun wizard;

    final Ui ui() {
        return driver;
    }

    /** Opens it, with what a kernel command line gives. */
    final Pages open(String commandLine) {
        wizard = WizardRun.open(new FakeMachine(hardware), exporter, server, commandLine, false, desktop);
        Wait.until("the first page", () -> ui().isThere("server.host"));
        return new Pages(ui());
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

    @AfterEach
    final void closeWizard() throws InterruptedException {
        if (wizard != null) {
            wizard.close();
        }
    }
}
