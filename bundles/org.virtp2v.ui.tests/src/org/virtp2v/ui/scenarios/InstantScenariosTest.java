package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.testing.FakeServer;

/** What a person sees of a guest that is started before its disks are copied. */
class InstantScenariosTest extends FakedWizard {
    private static final String STARTED = "\u001e{\"event\":\"started\",\"at\":1790000000,"
            + "\"accelerator\":\"kvm\",\"where\":\"process 1234\"}\n";
    private static final String OVERLAYS = "\u001e{\"event\":\"overlays\"}\n";
    private static final String CONVERTED = "\u001e{\"event\":\"converted\",\"seconds\":60}\n";
    private static final String COMPLETE = "\u001e{\"event\":\"complete\",\"disks\":[]}\n";
    private static final String LOST = "with everything that it has done since its start";

    @BeforeEach
    void canStartAGuest() {
        server.relayInterpreters = List.of("python3", "python3", "python3");
        server.answers.put("virt-v2v-in-place --help", "  -i <disk|libvirtxml>   Input\n");
    }

    private Pages.Summary summary(String settings) {
        return logIn(settings)
                .next().awaitReady();
    }

    private Pages.Running startWithTheTick() {
        Pages.Summary summary = summary("");
        assertThat(ui().isChecked("summary.instant")).isFalse();
        ui().click("summary.instant");
        return summary.awaitReady().start();
    }

    /** Tells these lines one by one, each when the one before may be followed, and goes on until it is stopped. */
    private FakeServer.Tool telling(Semaphore steps, String... lines) {
        return output -> {
            for (String line : lines) {
                steps.acquire();
                output.accept(line);
            }
            new CountDownLatch(1).await();
            return 0;
        };
    }

    private Pages.Running untilTheGuestRuns() {
        server.tool = telling(new Semaphore(1), STARTED);
        Pages.Running running = startWithTheTick();
        awaitGuest();
        return running;
    }

    private void awaitGuest() {
        Wait.until("the guest", () -> ui().text("conversion.status").startsWith("Guest running since "));
    }

    private void ask() {
        ui().click("conversion.cancel");
        Wait.until("the question", () -> ui().isThere("confirm.yes"));
    }

    private void isRemoved(Pages.Running running) {
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("cancelled");
        assertThat(server.journal.lines).contains("stop", "remove output");
    }

    @Test
    void saysSinceWhenTheGuestRunsAndAsksBeforeItIsThrownAway() {
        Pages.Running running = untilTheGuestRuns();
        new Pages(ui()).checkWindow("instant", "window");
        ask();
        assertThat(ui().text("confirm.message")).contains(LOST);
        ui().click("confirm.no");
        awaitGuest();
        assertThat(ui().isEnabled("conversion.cancel")).isTrue();
        assertThat(server.journal.lines).doesNotContain("stop");
        ask();
        ui().click("confirm.yes");
        isRemoved(running);
    }

    /** Nothing of the guest has run yet. */
    @Test
    void cancelledBeforeTheGuestIsStartedNothingOfItIsLost() {
        server.tool = telling(new Semaphore(1), OVERLAYS + CONVERTED);
        Pages.Running running = startWithTheTick();
        Wait.until("the conversion", () -> ui().text("conversion.status").startsWith("The guest is being started"));
        ask();
        assertThat(ui().text("confirm.message")).contains("What has been copied so far is removed")
                .doesNotContain(LOST);
        ui().click("confirm.yes");
        isRemoved(running);
    }

    /** Who says yes to less than what is lost by now is asked again. */
    @Test
    void asksAgainWhenTheGuestWasStartedMeanwhile() {
        var steps = new Semaphore(1);
        server.tool = telling(steps, OVERLAYS + CONVERTED, STARTED);
        Pages.Running running = startWithTheTick();
        Wait.until("the conversion", () -> ui().text("conversion.status").startsWith("The guest is being started"));
        ask();
        assertThat(ui().text("confirm.message")).doesNotContain(LOST);
        steps.release();
        awaitGuest();
        ui().click("confirm.yes");
        Wait.until("the other question", () -> ui().isThere("confirm.message")
                && ui().text("confirm.message").contains(LOST));
        assertThat(server.journal.lines).doesNotContain("stop");
        ui().click("confirm.yes");
        isRemoved(running);
    }

    /** Neither a yes that comes too late nor another click takes away what the guest has by then. */
    @Test
    void thereIsNothingToCancelWhenTheGuestHasAllOfItsDisks() {
        var copied = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        server.tool = output -> {
            output.accept(STARTED);
            copied.await();
            output.accept(COMPLETE);
            end.await();
            return 0;
        };
        Pages.Running running = startWithTheTick();
        awaitGuest();
        ask();
        copied.countDown();
        Wait.until("the copy", () -> ui().text("conversion.status").startsWith("The guest has all of its disks"));
        ui().click("confirm.yes");
        Wait.until("the answer", () -> ui().text("message").contains("nothing left to cancel"));
        ui().click("conversion.cancel");
        assertThat(ui().isThere("confirm.yes")).isFalse();
        end.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(running.result()).contains("finished successfully");
        assertThat(server.journal.lines).doesNotContain("stop", "remove output");
    }

    /** A power button is not a word against the guest. */
    @Test
    void theGuestWaitsWhenTheMachineIsSwitchedOff() {
        Pages.Running running = untilTheGuestRuns();
        PowerButtonListener button = Objects.requireNonNull(desktop.powerButton);
        button.pressed(Duration.ofSeconds(10));
        Wait.until("the question", () -> ui().isThere("confirm.yes"));
        assertThat(ui().text("confirm.message")).contains("stands still until this machine is on again")
                .doesNotContain(LOST);
        button.pressedAgain();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the end", () -> desktop.journal.contains("shut down"));
        assertThat(server.journal.lines).doesNotContain("stop", "remove output", "leave p2v-report.json");
    }

    @Test
    void theGuestWaitsWhenTheWizardIsEnded() throws Exception {
        untilTheGuestRuns();
        closeWizard();
        assertThat(server.journal.lines).contains("close run");
        assertThat(server.journal.lines).doesNotContain("stop", "remove output", "leave p2v-report.json");
    }

    @Test
    void tellsTheDowntimeWhenTheCopyIsComplete() {
        server.tool = output -> {
            output.accept(STARTED);
            output.accept(COMPLETE);
            return 0;
        };
        Pages.Running running = startWithTheTick();
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(running.result()).contains("finished successfully", "The guest has been running since ",
                "never boot it again");
    }

    @Test
    void saysWhyItCannotBeDone() {
        summary("p2v.reconnect=0");
        assertThat(ui().isEnabled("summary.instant")).isFalse();
        assertThat(ui().text("summary.instant.note")).contains("p2v.reconnect=0");
    }
}
