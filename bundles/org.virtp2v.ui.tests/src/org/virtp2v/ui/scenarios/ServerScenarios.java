package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.testing.FakeServer;

/** What is asked for on the first page, and said there of the server. */
public abstract class ServerScenarios extends WizardScenarios {
    @Test
    void correctsAWrongPassword() {
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", "wrong").test().trust();
        pages.awaitMessage("refused the password");
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("server.password", FakeServer.PASSWORD);
        pages.server().test().awaitSuccess();
    }

    @Test
    void asksAboutTheHostKeyOnce() {
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test();
        assertThat(ui().text("hostkey.fingerprint")).contains(FakeServer.KEY.fingerprint());
        ui().click("hostkey.cancel");
        pages.awaitMessage("not accepted");
        assertThat(ui().isEnabled("next")).isFalse();
        pages.server().test().trust().awaitSuccess();
        pages.server().test().awaitSuccess();
    }

    @Test
    void setsAClockThatIsWrongByYears() {
        server.facts = clockAhead(Duration.ofDays(6000));
        machinePage(open("")).next().awaitReady();
        assertThat(ui().text("summary.checks.CLOCK")).contains("this machine shows", "the conversion server");

        server.facts = clockAhead(Duration.ZERO);
        ui().click("summary.checks.CLOCK.offer");

        Wait.until("another check", () -> ui().isThere("summary.checks.CLOCK")
                && ui().text("summary.checks.CLOCK").equals("the same on both machines"));
        assertThat(desktop.journal).contains("set clock by " + Duration.ofDays(6000).toSeconds());
        assertThat(ui().isThere("summary.checks.CLOCK.offer")).isFalse();
    }

    @Test
    void leavesTheClockToItsOwnerWhereTheSystemIsSomebodys() {
        desktop.canSetClock = false;
        server.facts = clockAhead(Duration.ofDays(6000));
        machinePage(open("")).next().awaitReady();

        assertThat(ui().text("summary.checks.CLOCK")).contains("date -u -s");
        assertThat(ui().isThere("summary.checks.CLOCK.offer")).isFalse();
    }

    private ServerFacts clockAhead(Duration ahead) {
        return facts(ahead, server.facts.python());
    }

    @Test
    void disablesNextWhenAFieldChanges() {
        Pages pages = open("");
        assertThat(ui().isEnabled("next")).isFalse();
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess();
        ui().type("server.username", "other");
        Wait.until("Next to be disabled", () -> !ui().isEnabled("next"));
        pages.server().test().awaitSuccess();
        ui().click("server.sudo");
        Wait.until("Next to be disabled", () -> !ui().isEnabled("next"));
    }

    @Test
    void staysUsableWhenTheServerIsSilent() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        server.silent = waiting;
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test();
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        try (var heart = Heartbeat.of(WizardRun.display())) {
            ui().type("server.host", "conv2");
            Wait.until("the test to be stopped", () -> ui().isEnabled("server.test"));
            heart.assertAnswered();
        }
        server.silent = null;
        pages.server().test().trust().awaitSuccess();
    }

    @Test
    void isFilledInFromTheKernelCommandLine() {
        Pages pages = open("p2v.username=v2v p2v.port=2222 p2v.sudo p2v.name=web1 p2v.memory=2G p2v.vcpu.cores=3"
                + " p2v.o=qemu p2v.os=/srv p2v.disks=sdc p2v.interfaces=em2 p2v.network=em2:lan");
        assertThat(ui().text("server.username")).isEqualTo("v2v");
        assertThat(ui().text("server.port")).isEqualTo("2222");
        assertThat(ui().isChecked("server.sudo")).isTrue();
        ui().type("server.host", "conv1");
        ui().type("server.password", FakeServer.PASSWORD);
        pages.server().test().trust().awaitSuccess().next();
        assertThat(ui().text("machine.name")).isEqualTo("web1");
        assertThat(ui().text("machine.vcpus")).isEqualTo("3");
        assertThat(ui().text("machine.memory")).isEqualTo("2048");
        assertThat(ui().isRowChecked("machine.disks", "sdc")).isTrue();
        assertThat(ui().isRowChecked("machine.disks", "sda")).isFalse();
        assertThat(ui().isChecked("machine.interface.em1")).isFalse();
        assertThat(ui().isChecked("machine.interface.em2")).isTrue();
        assertThat(ui().text("machine.network.em2")).isEqualTo("lan");
        pages.machine().destination();
        assertThat(ui().text("destination.target.storage")).isEqualTo("/srv");
    }

    @Test
    void saysOnTheServersPageAloneThatThePasswordIsNotUsed() {
        Pages pages = open("p2v.identity=file:///root/id");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD);
        pages.awaitMessage("Both a password and an SSH identity");
        pages.server().test().trust().awaitSuccess().next();
        Wait.until("a plan", () -> ui().isEnabled("next"));
        assertThat(pages.message()).doesNotContain("Both a password");
    }
}
