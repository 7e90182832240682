package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** What a person sees of the guest's networks, and of where it goes. */
class DestinationScenariosTest extends FakedWizard {
    private Pages.MachineAndGuest machine(String settings) {
        return logIn(settings);
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
