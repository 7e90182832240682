package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.FakeServer;

/** The conversion while it runs, its questions, and its end. */
public abstract class ConversionScenarios extends WizardScenarios {
    private static final int BURST_MEGABYTES = 100;

    @Test
    void convertsAndSaysSo() {
        Pages.Running running = convert(output -> {
            output.accept("[   0.0] Setting up the source\r\n[   1.0] Copying disk 1/3\r\n");
            return 0;
        });
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("finished");
        assertThat(ui().name("step.conversion")).isEqualTo("Conversion, done");
        assertThat(running.output()).contains("Setting up the source");
        assertThat(ui().text("conversion.logdir")).contains("/tmp/virt-p2v-20261123-abcdefgh");
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
    }

    @Test
    void cancelsInTheMiddleAfterAsking() {
        Pages.Running running = convert(copiesForEver(new CountDownLatch(1)));
        ui().click("conversion.cancel");
        ui().click("confirm.no");
        Wait.until("the conversion to go on", () -> ui().isEnabled("conversion.cancel"));
        assertThat(server.journal.lines).doesNotContain("stop");
        ui().click("conversion.cancel");
        ui().click("confirm.yes");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("cancelled");
        assertThat(server.journal.lines).contains("stop");
    }

    @Test
    void asksWhenThePowerButtonIsPressedAndGoesOn() {
        Pages.Running running = convert(copiesForEver(new CountDownLatch(1)));
        pressPowerButton();
        ui().click("confirm.no");
        assertThat(ui().isEnabled("conversion.cancel")).isTrue();
        assertThat(server.journal.lines).doesNotContain("stop");
        pressPowerButton();
        ui().click("confirm.yes");
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the end", () -> desktop.journal.contains("shut down"));
        assertThat(running.result()).contains("switched off with its power button");
    }

    @Test
    void switchesOffWhenThePowerButtonIsPressedTwice() {
        Pages.Running running = convert(copiesForEver(new CountDownLatch(1)));
        pressPowerButton();
        powerButton().pressedAgain();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the end", () -> desktop.journal.contains("shut down"));
        assertThat(ui().isThere("confirm.yes")).isFalse();
        assertThat(server.journal.lines).contains("stop");
        assertThat(desktop.journal).as("after cleaning up").containsExactly("awake", "may sleep", "shut down");
    }

    @Test
    void takesTheQuestionOfThePowerButtonBackWhenTheConversionEnds() {
        var asked = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            asked.await();
            return 0;
        });
        pressPowerButton();
        asked.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the question to go", () -> !ui().isThere("confirm.yes"));
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
    }

    private void pressPowerButton() {
        powerButton().pressed(Duration.ofSeconds(10));
        Wait.until("the question", () -> ui().isThere("confirm.yes"));
    }

    private PowerButtonListener powerButton() {
        return Objects.requireNonNull(desktop.powerButton);
    }

    @Test
    void asksBeforeItIsClosedInTheMiddle() {
        convert(copiesForEver(new CountDownLatch(1)));
        ui().closeWindow("window");
        ui().click("confirm.no");
        assertThat(ui().isEnabled("conversion.cancel")).isTrue();
        ui().closeWindow("window");
        ui().click("confirm.yes");
        Wait.until("the window to close", () -> wizard.isClosed());
        assertThat(server.journal.lines).contains("stop");
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
    }

    @Test
    void cleansUpWhenTheProgramIsTerminatedInTheMiddle() throws InterruptedException {
        CountDownLatch copying = new CountDownLatch(1);
        convert(copiesForEver(copying));
        assertThat(copying.await(20, TimeUnit.SECONDS)).isTrue();
        wizard.close();
        assertThat(server.journal.lines).contains("stop");
        assertThat(exporter.watchers).isEmpty();
    }

    @Test
    void tellsThatTheServerDied() {
        Pages.Running running = convert(output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        });
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("failed");
        assertThat(running.result()).contains("The connection to conv1:22 was lost.");
        assertThat(ui().name("step.conversion")).isEqualTo("Conversion, failed");
        ui().click("conversion.again");
        Wait.until("the summary", () -> ui().isThere("summary.plan"));
    }

    /** virt-v2v meets these sectors of sda, which cannot be read. */
    private FakeServer.Tool meets(long... sectors) {
        return output -> {
            for (long sector : sectors) {
                exporter.policies.get("sda").unreadable(new UnreadablePart(new Extent(sector * 512, 512), "sda1"));
            }
            return 0;
        };
    }

    private void awaitReadError() {
        Wait.until("the question", () -> ui().isThere("readerror.ok"));
    }

    @Test
    void asksWhereADiskCannotBeReadAndSaysInTheEndWhatIsLost() {
        Pages.Running running = convert(meets(2048, 9000, 9500));
        awaitReadError();
        checkWindow("read error", "readerror");
        ui().click("readerror.ok");
        Wait.until("the next question", () -> ui().isThere("readerror.always"));
        ui().click("readerror.always");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("losses");
        assertThat(ui().text("conversion.result")).contains("not everything could be read");
        assertThat(running.result()).contains("of sda: sector 2048 (sda1), sector 9000 (sda1), sector 9500 (sda1)");
    }

    @Test
    void saysWhatToDoNextWithCommandsToCopy() {
        convert(output -> 0).awaitEnd(Duration.ofSeconds(30));
        ui().click("conversion.next");
        Wait.until("the dialog", () -> ui().isThere("next.commands"));
        checkWindow("next steps", "next");
        String commands = ui().text("next.commands");
        assertThat(commands).contains("virsh define", "virsh start");
        ui().click("next.copy");
        Wait.until("the commands", () -> ui().clipboard().equals(commands + "\n"));
        ui().click("next.close");
    }

    @Test
    void keepsSayingWhatThisMachineMustDoWhenThereIsAWarning() {
        CountDownLatch seen = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            output.accept("virt-v2v: warning: something is strange\r\n");
            seen.await();
            return 0;
        });
        Pages pages = new Pages(ui());
        pages.awaitMessage("something is strange");
        assertThat(pages.message()).contains("Leave this machine on");
        seen.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
    }

    @Test
    void stopsWhereADiskCannotBeReadUnlessToldOtherwise() {
        Pages.Running running = convert(meets(2048));
        awaitReadError();
        ui().click("readerror.cancel");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(new Pages(ui()).title()).contains("failed");
        assertThat(running.result()).contains("sda", "sector 2048 (sda1)");
        assertThat(ui().isThere("conversion.next")).isFalse();
    }

    @Test
    void withdrawsTheQuestionAboutADiskWhenTheConversionEnds() {
        var asked = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            Thread.ofPlatform().start(() -> {
                try {
                    meets(2048).run(output);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                asked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ConnectionException(ConnectionException.Reason.LOST, "The connection to conv1:22 was lost.",
                    null);
        });
        awaitReadError();
        asked.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("the question to go", () -> !ui().isThere("readerror.ok"));
        assertThat(new Pages(ui()).title()).contains("failed");
    }

    @Test
    void answersWhileOutputFloods() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch measured = new CountDownLatch(1);
        Pages.Running running = convert(output -> {
            go.await();
            String piece = "\u001b[33mlibguestfs:\u001b[0m trace: a flood of output that says nothing at all\r\n"
                    .repeat(20_000);
            for (long all = 0; all < BURST_MEGABYTES * 1_000_000L; all += piece.length()) {
                output.accept(piece);
            }
            sent.countDown();
            measured.await();
            return 0;
        });
        go.countDown();
        Wait.until("the first of the flood", () -> running.output().contains("flood"));
        try (var heart = Heartbeat.of(WizardRun.display())) {
            assertThat(sent.await(120, TimeUnit.SECONDS)).isTrue();
            heart.assertAnswered();
        }
        measured.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
    }
}
