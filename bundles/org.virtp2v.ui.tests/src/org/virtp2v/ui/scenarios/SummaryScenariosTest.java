package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.testing.FakeServer;

/** What the summary says of its state, and what is chosen there. */
class SummaryScenariosTest extends FakedWizard {
    private Pages.Summary summary(String commandLine) {
        hardware.furnish(1L << 30);
        return logIn(commandLine)
                .next();
    }

    private String title() {
        return new Pages(ui()).title();
    }

    @Test
    void saysInItsTitleHowThingsStand() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        Pages.Summary summary = summary("").awaitReady();
        assertThat(title()).isEqualTo("Ready to convert");
        server.silent = waiting;
        ui().click("summary.again");
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(title()).isEqualTo("Checking…");
        ui().click("back");
        server.silent = null;
        new Pages(ui()).destination().next().awaitReady();
        assertThat(title()).isEqualTo("Ready to convert");
        assertThat(summary.ui().text("summary.time")).startsWith("at ").contains("MB/s", "minute");
        assertThat(ui().isThere("summary.checks.SPEED")).as("the estimate once").isFalse();
    }

    @Test
    void canBeStartedWhileLibguestfsIsStillBeingTried() {
        server.guestfsKnown = new GuestfsStart(GuestfsStart.State.RUNNING, Duration.ZERO, List.of());
        server.guestfsStart = new GuestfsStart(GuestfsStart.State.FAILED, Duration.ofSeconds(9),
                List.of("supermin: failed to find a suitable kernel"));
        server.guestfsSlow = new CountDownLatch(1);
        summary("").awaitReady();
        assertThat(title()).isEqualTo("Ready to convert");
        assertThat(new Pages(ui()).message()).contains("libguestfs is still being tried");
        assertThat(ui().text("summary.checks.APPLIANCE")).isEqualTo("checking…");
        server.guestfsSlow.countDown();
        Wait.until("the result", () -> title().equals("Not ready: 1 problem"));
        assertThat(ui().text("summary.problems")).contains("does not start (“supermin: failed to find a suitable");
        assertThat(ui().isEnabled("next")).isFalse();
    }

    @Test
    void startsWithoutWaitingForLibguestfs() {
        server.guestfsKnown = new GuestfsStart(GuestfsStart.State.RUNNING, Duration.ZERO, List.of());
        server.guestfsSlow = new CountDownLatch(1);
        Pages.Summary summary = summary("").awaitReady();
        CountDownLatch slow = server.guestfsSlow;
        server.guestfsSlow = null;
        summary.start().awaitEnd(Duration.ofSeconds(30));
        assertThat(slow.getCount()).isEqualTo(1);
    }

    private void existing(String... files) {
        ServerFacts facts = server.facts;
        server.facts = new ServerFacts(facts.temporary(), facts.overlays(), facts.storage(), List.of(files),
                facts.missingTools(), facts.libvirtGuest(), facts.clockAhead(), facts.python());
    }

    @Test
    void listsTheProblemsFirstAndLeadsToTheField() {
        existing("db1-sda");
        summary("");
        Wait.until("the problem", () -> title().equals("Not ready: 1 problem"));
        assertThat(ui().text("summary.problems")).contains("db1-sda");
        new Pages(ui()).checkWindow("problems", "window");
        ui().click("summary.change.1");
        Wait.until("the field of the name", () -> ui().focus().equals("machine.name"));
        existing();
        new Pages(ui()).machine().next().awaitReady();
        assertThat(ui().isThere("summary.problems")).isFalse();
    }

    @Test
    void leadsToTheListOfTargetsWhereTheServerCannotDoOne() {
        ServerFacts facts = server.facts;
        server.facts = new ServerFacts(facts.temporary(), facts.overlays(), facts.storage(), List.of(),
                List.of("qemu-img"), facts.libvirtGuest(), facts.clockAhead(), facts.python());
        summary("p2v.of=qcow2");
        Wait.until("the problem", () -> title().equals("Not ready: 1 problem"));
        ui().click("summary.change.1");
        Wait.until("the chosen target", () -> ui().focus().startsWith("destination.to."));
    }

    @Test
    void takesTheOptionsIntoTheConversion() {
        Pages.Summary summary = summary("").awaitReady();
        assertThat(ui().isThere("summary.limit")).as("folded away").isFalse();
        ui().click("summary.options");
        assertThat(ui().text("summary.hostkey")).isNotEmpty();
        new Pages(ui()).checkWindow("options", "window");
        ui().type("summary.limit", "fast");
        Wait.until("the mistake", () -> new Pages(ui()).message().contains("Enter the limit of the speed"));
        assertThat(ui().isEnabled("next")).isFalse();
        ui().type("summary.limit", "50M");
        ui().choose("summary.connections", "2");
        ui().choose("summary.readerrors", "stop");
        ui().click("summary.compress");
        Wait.until("no mistake", () -> ui().isEnabled("next"));
        assertThat(ui().text("summary.plan")).contains("at most 50.0 MiB a second");
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.bandwidth="));
        assertThat(ui().clipboard()).contains("p2v.connections=2", "p2v.on_read_error=stop", "p2v.compress");
        server.tool = output -> 0;
        summary.start().awaitEnd(Duration.ofSeconds(30));
        assertThat(exporter.limiters.getLast()).isPresent();
    }

    @Test
    void beginsAnewWithWhatWasSaved() {
        summary("p2v.name=web1").awaitReady();
        assertThat(ui().isEnabled("summary.open")).isTrue();
        Pages pages = reopen("p2v.server=conv2 p2v.username=v2v p2v.name=db2 p2v.of=qcow2");
        assertThat(ui().text("server.host")).isEqualTo("conv2");
        assertThat(ui().text("server.username")).isEqualTo("v2v");
        pages.server().logIn("conv2", 22, "v2v", FakeServer.PASSWORD).test().awaitSuccess().next();
        assertThat(ui().text("machine.name")).isEqualTo("db2");
    }

    @Test
    void leavesTheNameOutOfACommandLineForManyMachines() {
        summary("p2v.name=web1").awaitReady();
        ui().click("summary.copy");
        Wait.until("the command line", () -> ui().clipboard().contains("p2v.name=web1"));
        ui().click("summary.many");
        ui().click("summary.copy");
        Wait.until("another command line", () -> !ui().clipboard().contains("p2v.name="));
        assertThat(ui().clipboard()).contains("p2v.server=conv1");
    }
}
