package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.testing.FakeServer;

/** The window itself: its size, its keys, the guide, the tools around it. */
public abstract class WindowScenarios extends WizardScenarios {
    @Test
    void fillsTheScreenAsAKiosk() {
        Pages pages = open("", true);
        assertThat(ui().isFullScreen("window")).isTrue();
        ui().closeWindow("window");
        assertThat(wizard.isClosed()).isFalse();
        server.tool = output -> 0;
        machinePage(pages).next().awaitReady().start().awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().isThere("conversion.shutdown")).isTrue();
        assertThat(ui().isThere("conversion.close")).isFalse();
        assertThat(ui().defaultButton("window")).isEqualTo("conversion.shutdown");
    }

    @Test
    void opensTheGuideAtTheStepWithF1() {
        Pages pages = open("");
        pages.help().await("The wizard");
        Wait.until("the section about the step", () -> ui().selected("help.contents").equals("Server"));
        checkWindow("help", "help");
        ui().press("ctrl+w");
        Wait.until("the guide to be closed", () -> !ui().isThere("help"));
        machinePage(pages);
        ui().click("tool.help");
        Wait.until("the section about the next step", () -> ui().selected("help.contents").equals("Machine"));
        ui().press("Escape");
        Wait.until("the guide to be closed", () -> !ui().isThere("help"));
        assertThat(ui().isThere("machine.name")).isTrue();
    }

    @Test
    void followsLinksInTheGuideAndComesBack() {
        Pages.Help help = open("").help().await("The wizard");
        Wait.until("the text", () -> ui().focus().equals("help.text"));
        ui().press("Tab", "Return");
        help.await("SSH identities");
        assertThat(ui().isEnabled("help.back")).isTrue();
        ui().press("alt+Left");
        help.await("The wizard");
        ui().press("alt+Right");
        help.await("SSH identities");
        ui().click("help.browser");
        Wait.until("the web browser", () -> desktop.journal.contains("browse guide"));
    }

    @Test
    void findsWordsInTheGuide() {
        Pages.Help help = open("").help().await("The wizard").find("snapdragon");
        Wait.until("nothing", () -> ui().text("help.found").equals("Not found"));
        help.find("least secure").await("SSH identities");
        Wait.until("the mark", () -> ui().marked("help.text").equals("least secure"));
        help.find("p2v.bandwidth=50M").await("Booting from the network");
        ui().press("F3");
        help.await("Kernel command line");
        ui().press("shift+F3");
        help.await("Booting from the network");
    }

    @Test
    void helpsInADialogAndOnAKiosk() {
        Pages pages = open("", true);
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test();
        assertThat(ui().isEnabled("hostkey.ok")).isTrue();
        Pages.Help help = pages.help().await("The wizard");
        assertThat(ui().isThere("help.browser")).isFalse();
        help.find("Host keys").await("The wizard");
        ui().click("help.close");
        pages.server().trust().awaitSuccess();
    }

    @Test
    void keepsAllButtonsInSightInTheSmallestWindow() {
        Pages pages = open("");
        awaitInSight("next");
        machinePage(pages);
        awaitInSight("back", "next");
        Pages.Destination destination = pages.machine().destination().advanced();
        awaitInSight("back", "next");
        destination.next().awaitReady();
        awaitInSight("back", "next");
        server.tool = output -> {
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        };
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        awaitInSight("conversion.again", "conversion.close", "conversion.report", "conversion.savelog");
    }

    @Test
    void showsAllOfALongResultInTheSmallestWindow() {
        Pages.Running running = convert(output -> {
            throw new ConnectionException(ConnectionException.Reason.LOST,
                    "The connection to conv1:22 was lost. " + "And this is why it was lost. ".repeat(20), null);
        });
        ui().resizeWindow("window", 1, 1);
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("all lines", () -> !ui().isCut("conversion.result.details"));
        assertThat(running.result()).doesNotContain("/tmp/virt-p2v");
        assertThat(ui().text("conversion.logdir")).as("once").contains("/tmp/virt-p2v");
    }

    @Test
    void savesTheLogOnTheStickOfTheSite() {
        desktop.logs = "logs/web01-20261129 on /dev/sdb3";
        Pages.Running running = convert(output -> {
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        });
        running.awaitEnd(Duration.ofSeconds(30));
        ui().click("conversion.savelog");
        Wait.until("where it is",
                () -> ui().text("message").contains("is saved in logs/web01-20261129 on /dev/sdb3"));
        assertThat(desktop.journal).anyMatch(did -> did.startsWith("keep the log of "));
    }

    @Test
    void showsAllOfALongMessageInTheSmallestWindow() {
        Pages pages = open("");
        ui().resizeWindow("window", 1, 1);
        String host = "conversion-server-with-a-long-name.in-a-department.of-a-larger-company.example.com";
        pages.server().logIn(host, 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess();
        assertThat(ui().isCut("message")).isFalse();
        assertThat(ui().text("choice.server")).isEqualTo(host);
        assertThat(ui().isCut("choice.server")).isFalse();
    }

    /** On its way to the smallest window each page is in a large one; gui-session hears whether GTK complains of it. */
    private void awaitInSight(String... buttons) {
        ui().resizeWindow("window", 1280, 800);
        ui().resizeWindow("window", 1, 1);
        List<String> all = new ArrayList<>(List.of(buttons));
        all.addAll(List.of("tool.network", "tool.terminal", "tool.help", "tool.about"));
        Wait.until(all + " in sight", () -> all.stream().allMatch(ui()::isInSight));
    }

    @Test
    void offersOnlyToolsThatAreThere() {
        desktop.hasTools = false;
        Pages pages = open("");
        assertThat(ui().isThere("tool.help")).isTrue();
        assertThat(ui().isThere("tool.network")).isFalse();
        assertThat(ui().isThere("tool.terminal")).isFalse();
        assertThat(ui().isThere("server.keyboard")).isFalse();
        pages.checkWindow("first page", "window");
    }

    @Test
    void hasMnemonicsThatDoNotClashAndIdsForAll() {
        Pages pages = open("");
        checkWindow("first page");
        machinePage(pages);
        checkWindow("second page");
        pages.machine().next().awaitReady();
        checkWindow("summary");
        server.tool = output -> 0;
        pages.summary().start().awaitEnd(Duration.ofSeconds(30));
        checkWindow("end");
    }
}
