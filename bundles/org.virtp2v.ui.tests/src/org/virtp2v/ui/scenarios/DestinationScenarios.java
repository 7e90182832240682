package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.testing.FakeTargets;

/** Where the guest goes to: targets, their fields, what the server suggests, networks. */
public abstract class DestinationScenarios extends WizardScenarios {
    @Test
    void asksForARequiredFieldBeforeItCallsItAMistake() {
        Pages pages = open("p2v.target=shop");
        machinePage(pages).destination();
        pages.awaitMessage("Fill in “Password”");
        assertThat(ui().name("message.icon")).isEqualTo("Information");
        ui().type("destination.target.password", "s");
        ui().type("destination.target.password", "");
        Wait.until("a mistake", () -> ui().name("message.icon").equals("Error"));
        assertThat(pages.message()).contains("Fill in “Password”").doesNotContain("p2v.");
    }

    @Test
    void changesTheFormWithTheTarget() {
        Pages.Destination page = machinePage(open("")).destination().advanced();
        assertThat(ui().text("destination.target.directory")).isEqualTo("/var/tmp");
        ui().type("destination.target.directory", "/data");
        page.target("guest");
        assertThat(ui().isThere("destination.target.directory")).isFalse();
        assertThat(ui().text("destination.target.pool")).isEmpty();
        page.target("qemu");
        assertThat(ui().text("destination.target.storage")).isEqualTo("/var/tmp");
        page.target("shop");
        assertThat(ui().isEnabled("destination.allocation")).isFalse();
        page.target("files");
        assertThat(ui().isEnabled("destination.allocation")).isTrue();
        assertThat(ui().text("destination.target.directory")).isEqualTo("/data");
        page.next();
        assertThat(ui().text("summary.plan")).contains("Files on the server", "Files on conv1 in /data");
    }

    @Test
    void fillsInEveryKindOfField() throws SettingsException {
        Pages pages = open("p2v.target=shop p2v.target.labels=a,b");
        Pages.Destination page = machinePage(pages).destination();
        pages.awaitMessage("Fill in “Password”");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("destination.target.password", "s3cret");
        Wait.until("a plan", () -> ui().isEnabled("next"));
        assertThat(ui().text("destination.target.labels")).isEqualTo("a,b");
        ui().choose("destination.target.size", "Large");
        assertThat(ui().isEnabled("destination.target.ca")).isFalse();
        ui().click("destination.target.verify");
        pages.awaitMessage("Fill in “Certificate of the authority”");
        ui().type("destination.target.ca", "/etc/ca.pem");
        Wait.until("a plan", () -> ui().isEnabled("next"));
        ui().type("destination.target.shelf", "back");
        pages.awaitMessage("Nobody looks at the back.");
        ui().type("destination.target.shelf", "top");
        page.next().awaitReady();
        assertThat(ui().text("summary.plan")).contains("Put on the shelf top", "Size: Large", "Labels: a,b")
                .doesNotContain("s3cret");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v."));
        assertThat(ui().clipboard()).contains("p2v.target=shop", "p2v.target.shelf=top", "p2v.target.size=l")
                .doesNotContain("s3cret");
        pages.awaitMessage("p2v.target.password");
    }

    @Test
    void leadsToTheFieldsOfATargetByTheKeyboard() {
        server.answers.put("pools", "default\n");
        Pages.Destination page = machinePage(open("")).destination();
        ui().press("alt+d");
        Wait.until("the focus on -os", () -> ui().focus().equals("destination.target.directory"));
        ui().press("Tab");
        Wait.until("the focus on the line", () -> ui().focus().equals("destination.advanced"));
        ui().press("space");
        Wait.until("virt-v2v's options", () -> ui().isThere("destination.format"));
        assertThat(ui().name("destination.advanced")).isEqualTo("Advanced, shown");
        ui().press("Tab");
        Wait.until("the focus on -of", () -> ui().focus().equals("destination.format"));
        page.target("guest");
        Wait.until("suggestions", () -> !ui().items("destination.target.pool").isEmpty());
        ui().press("alt+s");
        Wait.until("the focus on -os", () -> ui().focus().equals("destination.target.pool"));
        ui().press("alt+t");
        Wait.until("the focus on the target", () -> ui().focus().equals("destination.to.guest"));
    }

    @Test
    void showsABrokenTargetWithItsMessage() {
        Pages pages = open("");
        Pages.Destination page = machinePage(pages).destination();
        page.target("broken");
        pages.awaitMessage(FakeTargets.BROKEN);
        assertThat(ui().isEnabled("next")).isFalse();
        page.target("files").next();
    }

    @Test
    void suggestsWhatTheServerHas() {
        server.answers.put("pools", "default\nfast\n");
        server.answers.put("networks", "default\nlab\n");
        server.answers.put("pools qemu:///session", "mine\n");
        Pages.Destination page = machinePage(open("")).destination();
        page.target("guest");
        ui().type("destination.target.pool", "fa");
        Wait.until("suggestions", () -> ui().items("destination.target.pool").equals(List.of("default", "fast")));
        assertThat(ui().text("destination.target.pool")).isEqualTo("fa");
        assertThat(ui().focus()).isEqualTo("destination.target.pool");
        ui().choose("destination.target.pool", "fast");
        ui().type("destination.target.connection", "qemu:///session");
        Wait.until("other suggestions", () -> ui().items("destination.target.pool").equals(List.of("mine")));
        assertThat(ui().text("destination.target.pool")).isEqualTo("fast");
        page.next();
        assertThat(ui().text("summary.plan")).contains("libvirt guest", "libvirt connection: qemu:///session",
                "Storage pool: fast");
    }

    @Test
    void givesInterfacesTheirStaticAddresses() {
        Pages pages = open("p2v.ip.em1=192.0.2.7,192.0.2.1,24");
        Pages.MachineAndGuest page = machinePage(pages);
        assertThat(ui().text("machine.address.em1")).isEqualTo("192.0.2.7,192.0.2.1,24");
        ui().press("alt+w");
        Wait.until("the focus on the interfaces", () -> ui().focus().equals("machine.interface.em1"));
        ui().type("machine.address.em1", "192.0.2.x");
        pages.awaitMessage("The static address of em1 cannot be read.");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("machine.address.em1", "192.0.2.8,192.0.2.1,24");
        page.next();
        assertThat(ui().text("summary.plan")).contains("with the address 192.0.2.8 in Windows");
    }

    @Test
    void answersWhileTheServerThinksAboutSuggestionsAndDropsThemWhenTheyAreLate() throws InterruptedException {
        CountDownLatch thinking = new CountDownLatch(1);
        server.slow = thinking;
        server.answers.put("pools", "late\n");
        Pages.Destination page = machinePage(open("p2v.o=libvirt")).destination();
        Wait.until("the question", () -> server.journal.lines.contains("ask pools "));
        try (var heart = Heartbeat.of(WizardRun.display())) {
            page.target("qemu");
            server.slow = null;
            thinking.countDown();
            page.target("guest");
            heart.assertAnswered();
        }
        Wait.until("suggestions", () -> ui().items("destination.target.pool").equals(List.of("late")));
    }
}
