package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees of a guest that is started before its disks are copied. */
class InstantScenariosTest extends FakedWizard {
    private static final String STARTED = "\u001e{\"event\":\"started\",\"at\":1790000000,"
            + "\"accelerator\":\"kvm\",\"where\":\"process 1234\"}\n";

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

    @Test
    void saysSinceWhenTheGuestRunsAndAsksBeforeItIsThrownAway() {
        server.tool = output -> {
            output.accept(STARTED);
            new CountDownLatch(1).await();
            return 0;
        };
        Pages.Running running = startWithTheTick();
        Wait.until("the guest", () -> ui().text("conversion.status").startsWith("Guest running since "));
        new Pages(ui()).checkWindow("instant", "window");
        ui().click("conversion.cancel");
        Wait.until("the question", () -> ui().isThere("confirm.yes"));
        ui().click("confirm.yes");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(server.journal.lines).contains("stop", "remove output");
    }

    @Test
    void theGuestWaitsWhenTheWizardIsEnded() throws Exception {
        server.tool = output -> {
            output.accept(STARTED);
            new CountDownLatch(1).await();
            return 0;
        };
        startWithTheTick();
        Wait.until("the guest", () -> ui().text("conversion.status").startsWith("Guest running since "));
        closeWizard();
        assertThat(server.journal.lines).contains("close run");
        assertThat(server.journal.lines).doesNotContain("stop", "remove output", "leave p2v-report.json");
    }

    @Test
    void tellsTheDowntimeWhenTheCopyIsComplete() {
        server.tool = output -> {
            output.accept(STARTED);
            output.accept("\u001e{\"event\":\"complete\",\"disks\":[]}\n");
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
