package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.testing.FakeServer;

/** What is checked, chosen and copied before the conversion, and how it is started. */
public abstract class SummaryScenarios extends WizardScenarios {
    @Test
    void copiesTheChoicesAsACommandLine() throws SettingsException {
        Pages pages = open("");
        machinePage(pages);
        ui().type("machine.name", "my guest");
        ui().toggleRow("machine.disks", "sdc");
        pages.machine().next().awaitReady();
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v."));
        String line = ui().clipboard();
        assertThat(line).doesNotContain(FakeServer.PASSWORD);
        Settings settings = Defaults.complete(SettingsReader.read(line).settings(), machine.probe(), List.of(),
                () -> "random");
        assertThat(settings.guest().name()).isEqualTo("my guest");
        assertThat(settings.devices().disks()).containsExactly("sda", "sdb");
        assertThat(settings.server().host()).isEqualTo("conv1");
    }

    /** At three in the morning: what is to be done next is what Enter does, on every page, wherever the focus is. */
    @Test
    void goesFromTheFirstPageToTheEndWithEnterAlone() {
        server.tool = output -> 0;
        Pages pages = open("");
        Pages.Server login = pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD);
        ui().press("Return");
        Wait.until("the host key", () -> ui().isThere("hostkey.ok"));
        login.trust().awaitSuccess();
        for (String next : List.of("machine.name", "destination.advanced", "summary.plan", "conversion.stages")) {
            Wait.until("Enter may go on to " + next, () -> ui().isEnabled("next"));
            ui().press("Return");
            Wait.until(next, () -> ui().isThere(next));
        }
        pages.conversion().awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().defaultButton("window")).isEqualTo("conversion.close");
    }

    @Test
    void startsWithEnterWhenTheChecksHavePassed() {
        server.tool = output -> 0;
        String before = ui().clipboard();
        machinePage(open("")).next().awaitReady();
        ui().press("Return");
        new Pages(ui()).conversion().awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().clipboard()).as("nothing was copied").isEqualTo(before);
    }

    @Test
    void keepsSayingThatTheConversionWouldFailWhenTheCommandLineIsCopied() {
        server.holder = Optional.of(new ClaimHolder("web1", "192.0.2.7", "root", Instant.now(), "/tmp/virt-p2v-x"));
        Pages pages = open("p2v.name=web1");
        machinePage(pages).next();
        pages.awaitMessage("would fail");
        ui().click("summary.copy");
        pages.awaitMessage("in the clipboard");
        assertThat(pages.message()).contains("would fail");
    }

    @Test
    void showsWhoseTheNameIsUntilThatRunHasEnded() {
        server.holder = Optional.of(new ClaimHolder("web1", "192.0.2.7", "root", Instant.now(), "/tmp/virt-p2v-x"));
        machinePage(open("p2v.name=web1")).next();
        Wait.until("the check of the name", () -> ui().isThere("summary.checks.GUEST_NAME")
                && ui().text("summary.checks.GUEST_NAME").contains("web1 is being converted by 192.0.2.7"));
        assertThat(ui().isEnabled("next")).isFalse();
        server.holder = Optional.empty();
        Wait.until("the end of the checks", () -> ui().isEnabled("summary.again"));
        ui().click("summary.again");
        new Pages.Summary(ui()).awaitReady();
    }

    @Test
    void triesTheGuestWhereThatCanWorkUnlessTheUserWantsOtherwise() {
        Pages.Summary summary = machinePage(open("")).next().awaitReady();
        assertThat(ui().text("summary.checks.TEST_BOOT")).contains("qemu-system-x86_64");
        assertThat(ui().isChecked("summary.testboot")).isTrue();
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.test_boot=true"));
        ui().click("summary.testboot");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.test_boot=false"));
        ui().click("summary.again");
        summary.awaitReady();
        assertThat(ui().isChecked("summary.testboot")).isFalse();
        server.tool = output -> 0;
        summary.start().awaitEnd(Duration.ofSeconds(30));
        assertThat(server.journal.lines).contains("verify").doesNotContain("trial");
    }

    @Test
    void doesNotTryTheGuestWhenTheSettingsSayNo() {
        machinePage(open("p2v.test_boot=off")).next().awaitReady();
        assertThat(ui().isChecked("summary.testboot")).isFalse();
        assertThat(ui().isEnabled("summary.testboot")).isTrue();
    }

    @Test
    void saysWhyTheGuestCannotBeTried() {
        server.facts = facts(Duration.ZERO, "");
        machinePage(open("p2v.test_boot")).next().awaitReady();
        assertThat(ui().isChecked("summary.testboot")).isFalse();
        assertThat(ui().isEnabled("summary.testboot")).isFalse();
        assertThat(ui().text("summary.testboot.note")).contains("no Python 3.6");
        assertThat(ui().text("summary.checks.TEST_BOOT")).contains("no Python 3.6", "install python3");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v."));
        assertThat(ui().clipboard()).doesNotContain("p2v.test_boot");
    }
}
