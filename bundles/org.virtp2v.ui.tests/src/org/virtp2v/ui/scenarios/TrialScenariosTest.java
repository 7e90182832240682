package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.FakeServer;

/** What a person sees of the guest that is tried. */
class TrialScenariosTest extends FakedWizard {
    private static final List<String> BOOTING = List.of("Loading Linux 6.1.0-28-amd64 ...");

    private Pages.Running convert(FakeServer.Trial trial) {
        server.tool = output -> 0;
        server.trial = trial;
        return logIn("")
                .next().awaitReady().start();
    }

    @Test
    void showsTheScreenOfTheGuestAsItStarts() {
        CountDownLatch more = new CountDownLatch(1);
        Pages.Running running = convert((output, skipped) -> {
            output.accept(GuestScreens.started(true));
            for (int i = 1; i <= 8; i++) {
                output.accept(GuestScreens.text(2 * i, i, BOOTING));
            }
            more.await();
            output.accept(GuestScreens.text(65, 9, List.of("debian login:")));
            output.accept(GuestScreens.verdict("agent", 48, "Debian GNU/Linux 12"));
        });
        Wait.until("the pictures", () -> ui().isThere("conversion.picture.3")
                && ui().text("conversion.pictures").contains("0:16"));
        assertThat(new Pages(ui()).title()).isEqualTo("Trying the guest");
        assertThat(ui().text("conversion.status")).contains("of 3:00", "with KVM");
        assertThat(ui().text("conversion.pictures")).doesNotContain("0:02");
        new Pages(ui()).checkWindow("trial", "window");

        ui().click("conversion.picture.1");
        Wait.until("the dialog", () -> ui().isThere("picture.image"));
        new Pages(ui()).checkWindow("picture", "picture");
        String first = ui().text("picture.caption");
        assertThat(first).matches("Picture [2-8] of 8, after 0:[01][0-9]");
        ui().press("Left");
        Wait.until("the one before", () -> !ui().text("picture.caption").equals(first));
        ui().click("picture.next");
        Wait.until("the first one again", () -> ui().text("picture.caption").equals(first));
        while (ui().isEnabled("picture.next")) {
            ui().click("picture.next");
        }
        assertThat(ui().text("picture.caption")).isEqualTo("Picture 8 of 8, after 0:16");
        more.countDown();
        Wait.until("a new one", () -> ui().isEnabled("picture.next"));
        ui().click("picture.next");
        assertThat(ui().text("picture.caption")).isEqualTo("Picture 9 of 9, after 1:05");
        ui().click("picture.close");

        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(running.result()).contains("finished successfully", "its guest agent answered after 0:48",
                "never boot it again");
        Wait.until("the last picture", () -> ui().text("conversion.pictures").contains("1:05"));
    }

    @Test
    void endsOnlyTheTestBoot() {
        Pages.Running running = convert((output, skipped) -> {
            output.accept(GuestScreens.started(false));
            while (!skipped.getAsBoolean()) {
                Thread.sleep(10);
            }
            output.accept(GuestScreens.verdict("skipped", 7, "told to"));
        });
        Wait.until("another name of the button", () -> ui().text("conversion.cancel").equals("Skip test boot"));
        Wait.until("the start", () -> ui().text("conversion.status").contains("without KVM, which is slow"));
        assertThat(ui().isThere("conversion.pictures")).isFalse();
        ui().click("conversion.cancel");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).isEqualTo("Conversion finished");
        assertThat(running.result()).contains("ended before the guest had shown");
    }

    @Test
    void doesNotSendTheMachineAwayWhenTheGuestDoesNotStart() {
        Pages.Running running = convert((output, skipped) -> {
            output.accept(GuestScreens.started(true));
            output.accept(GuestScreens.text(9, 1, List.of("Kernel panic - not syncing")));
            output.accept(GuestScreens.verdict("panic", 10, "Kernel panic - not syncing"));
        });
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("check the guest");
        assertThat(running.result()).contains("probably does not start", "kernel panicked",
                "Keep this machine and its disks").doesNotContain("never boot it again", "Warning: The guest");
        Wait.until("the picture", () -> ui().isThere("conversion.picture.1"));
        ui().click("conversion.report");
        Wait.until("the report", () -> ui().clipboard().contains("""
                Test boot:
                  The guest’s kernel panicked. “Kernel panic - not syncing”
                  Pictures in the log directory: trial-001.png
                """));
    }

    @Test
    void getsOverPicturesThatAreNone() {
        Pages.Running running = convert((output, skipped) -> {
            output.accept(GuestScreens.started(true));
            output.accept(GuestScreens.damaged(2, 1));
            output.accept(GuestScreens.text(4, 2, BOOTING));
            output.accept(GuestScreens.verdict("screen", 180, ""));
        });
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("both", () -> ui().isThere("conversion.picture.2"));
        for (int i = 0; i < 20 && !ui().focus().equals("conversion.picture.1"); i++) {
            ui().press("Tab");
        }
        ui().press("space");
        Wait.until("the dialog", () -> ui().isThere("picture.caption"));
        assertThat(ui().text("picture.caption")).isEqualTo("Picture 1 of 2, after 0:02");
        ui().click("picture.next");
        assertThat(ui().text("picture.caption")).isEqualTo("Picture 2 of 2, after 0:04");
        ui().press("Escape");
        Wait.until("the dialog to close", () -> !ui().isThere("picture.image"));
    }
}
