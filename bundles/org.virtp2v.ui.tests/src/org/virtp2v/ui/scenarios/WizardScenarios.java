package org.virtp2v.ui.scenarios;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import org.eclipse.swt.widgets.Display;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;

/** What a person goes through with the wizard, on faked ports. A subclass chooses the driver. */
public abstract class WizardScenarios {
    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(() -> ui());

    final WizardMachine hardware = new WizardMachine();
    final FakeMachine machine = new FakeMachine(hardware);
    final FakeServer server;
    final FakeExporter exporter = new FakeExporter();
    final FakeDesktop desktop = new FakeDesktop();
    private @Nullable Ui driver;
    @Nullable
    WizardRun wizard;

    /** At a server that nobody knows yet. */
    protected WizardScenarios() {
        this(FakeServer.strict());
    }

    WizardScenarios(FakeServer server) {
        this.server = server;
    }

    /** The driver that drives the scenarios. */
    protected abstract Ui driver(Display display, Path pictures);

    @BeforeEach
    void makeDriver() {
        driver = driver(WizardRun.display(), Path.of("target", "screenshots"));
    }

    @AfterEach
    void closeWizard() throws InterruptedException {
        if (wizard != null) {
            wizard.close();
        }
    }

    final Ui ui() {
        return Objects.requireNonNull(driver);
    }

    /** Opens it, with what a kernel command line gives. */
    final Pages open(String commandLine) {
        return open(commandLine, false);
    }

    final Pages open(String commandLine, boolean kiosk) {
        wizard = WizardRun.open(machine, exporter, server, commandLine, kiosk, desktop);
        Wait.until("the first page", () -> ui().isThere("server.host"));
        return new Pages(ui());
    }

    final Pages.MachineAndGuest machinePage(Pages pages) {
        return pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess().next();
    }

    final Pages.Running convert(FakeServer.Tool tool) {
        server.tool = tool;
        return machinePage(open("")).next().awaitReady().start();
    }

    final ServerFacts facts(@Nullable Duration clockAhead, @Nullable String python) {
        ServerFacts facts = server.facts;
        return new ServerFacts(facts.temporary(), facts.overlays(), facts.storage(), facts.existingFiles(),
                facts.missingTools(), facts.libvirtGuest(), clockAhead, python);
    }

    /** A virt-v2v that copies until it is stopped. */
    static FakeServer.Tool copiesForEver(CountDownLatch copying) {
        return output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            copying.countDown();
            Thread.sleep(Duration.ofHours(1));
            return 0;
        };
    }

    final void checkWindow(String page) {
        checkWindow(page, "window");
    }

    final void checkWindow(String page, String window) {
        new Pages(ui()).checkWindow(page, window);
    }
}
