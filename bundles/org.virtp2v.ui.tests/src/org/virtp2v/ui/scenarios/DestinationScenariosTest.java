package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;

/** What a person sees of the guest's networks, and of where it goes. */
class DestinationScenariosTest {
    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(this::ui);

    private final FakeServer server = new FakeServer();
    private final Ui driver = new SwtUi(WizardRun.display(), Path.of("target", "screenshots"));
    private @Nullable WizardRun wizard;

    private Ui ui() {
        return driver;
    }

    @AfterEach
    void closeWizard() throws InterruptedException {
        Objects.requireNonNull(wizard).close();
    }

    private Pages.MachineAndGuest machine(String settings) {
        wizard = WizardRun.open(new FakeMachine(new WizardMachine()), new FakeExporter(), server, settings, false,
                new FakeDesktop());
        Wait.until("the first page", () -> ui().isThere("server.host"));
        return new Pages(ui()).server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().awaitSuccess().next();
    }

    @Test
    void offersTheNetworksOfTheServerBesideEachInterface() {
        server.answers.put("networks", "default\nlab\n");
        Pages.MachineAndGuest page = machine("p2v.o=libvirt");
        Wait.until("the server's networks", () -> ui().items("machine.network.em2").equals(List.of("default", "lab")));
        ui().choose("machine.network.em2", "lab");
        ui().type("machine.network.em1", "a,b");
        new Pages(ui()).awaitMessage("The network of em1 needs a name without commas");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("machine.network.em1", "default");
        ui().click("machine.removable.sr0");
        page.next();
        assertThat(ui().text("summary.plan")).contains("em2 is connected to lab").doesNotContain("sr0");
    }

    @Test
    void saysHowADiskIsAttached() {
        machine("");
        assertThat(ui().rows("machine.disks").toString()).contains("SATA", "USB");
    }

    @Test
    void showsVirtV2vsOptionsWhereTheyAreGiven() {
        machine("p2v.of=qcow2").destination();
        assertThat(ui().name("destination.advanced")).isEqualTo("Advanced, shown");
        assertThat(ui().text("destination.format")).isEqualTo("qcow2");
        ui().choose("destination.format", "Same as the source");
        assertThat(ui().text("destination.allocation")).isEqualTo("Sparse (default)");
        ui().choose("destination.allocation", "Preallocated");
        new Pages(ui()).destination().next();
        assertThat(ui().text("summary.plan")).contains("Preallocated").doesNotContain("qcow2");
    }

    @Test
    void hidesVirtV2vsOptionsOtherwise() {
        machine("").destination();
        assertThat(ui().isThere("destination.format")).isFalse();
        new Pages(ui()).checkWindow("destination", "window");
        ui().click("destination.advanced");
        new Pages(ui()).checkWindow("destination", "window");
        ui().click("destination.advanced");
        assertThat(ui().isThere("destination.format")).isFalse();
    }
}
