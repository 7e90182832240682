package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;

/** What a person goes through with a conversion that was left on the server, on faked ports. */
class WaitingScenariosTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SwtUi ui = new SwtUi(WizardRun.display(), Path.of("target", "screenshots"));
    @RegisterExtension
    final FailurePicture pictures = new FailurePicture(() -> ui);

    private final WizardMachine hardware = new WizardMachine();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final FakeServer server = FakeServer.strict();
    private final FakeExporter exporter = new FakeExporter();
    private final FakeDesktop desktop = new FakeDesktop();
    private @Nullable WizardRun wizard;

    @AfterEach
    void closeWizard() throws InterruptedException {
        looked.countDown();
        if (wizard != null) {
            wizard.close();
        }
    }

    private Machine probe() {
        try {
            looked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return hardware.get();
    }

    private Pages open(String commandLine) {
        wizard = WizardRun.open(new FakeMachine(this::probe), exporter, server, commandLine, false, desktop);
        Wait.until("the first page", () -> ui.isThere("server.host"));
        return new Pages(ui);
    }

    /** The machine has been looked at, and the test has succeeded. */
    private Pages tested(String commandLine) {
        looked.countDown();
        Pages pages = open(commandLine);
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess();
        return pages;
    }

    private Pages offered(WaitingRun... runs) {
        LeftConversions.leave(server, runs);
        Pages pages = tested("");
        awaitOffer();
        return pages;
    }

    private WaitingRun run(String guest, State state, int minute) {
        return LeftConversions.run(hardware.get(), guest, state, minute);
    }

    private void awaitOffer() {
        Wait.until("the offer", () -> ui.isThere("waiting.headline"));
    }

    private void awaitAnswer() {
        Wait.until("the question", () -> server.journal.lines.contains("list waiting"));
        Wait.until("the answer", () -> server.journal.lines.getLast().equals("close access"));
    }

    @Test
    void goesOnWithWhatIsWaitingToItsEnd() throws Exception {
        Pages pages = offered(run("web1", State.RUNNING, 4));
        assertThat(ui.text("waiting.headline")).contains("“web1”", "waiting on conv1", "2026-11-29");
        server.tool = output -> {
            output.accept("[   1.0] Copying disk 1/3\r\n");
            server.waiting = List.of();
            return 0;
        };

        ui.click("waiting.goon");
        pages.conversion().awaitEnd(LONG);

        assertThat(pages.title()).as(pages.conversion().result()).contains("finished");
        assertThat(new Pages(ui).conversion().output()).contains("Copying disk 1/3");
        assertThat(server.journal.lines).contains("adopt /tmp/virt-p2v-20261129-web1").doesNotContain("start");
        assertThat(desktop.journal).containsExactly("awake", "may sleep");
        assertThat(ui.isThere("conversion.again")).isFalse();
        ui.click("conversion.first");
        Wait.until("the first page", () -> ui.isThere("server.host"));
        assertThat(ui.isThere("waiting.headline")).isFalse();
        assertThat(ui.isEnabled("next")).isTrue();
    }

    @Test
    void endsWhatIsWaitingAfterAsking() throws Exception {
        Pages pages = offered(run("web1", State.RUNNING, 4));
        ui.click("waiting.end");
        ui.click("confirm.no");
        assertThat(server.journal.lines).doesNotContain("stop");
        server.whileStopping = () -> server.waiting = List.of();

        ui.click("waiting.end");
        ui.click("confirm.yes");
        pages.conversion().awaitEnd(LONG);

        assertThat(pages.title()).isEqualTo("Conversion ended");
        assertThat(pages.conversion().result()).contains("was ended", "virt-v2v does not run there any more");
        assertThat(server.journal.lines).contains("stop", "remove output").doesNotContain("export sda");
        ui.click("conversion.first");
        Wait.until("the first page", () -> ui.isThere("server.host"));
        assertThat(ui.isThere("waiting.headline")).isFalse();
        pages.server().next();
    }

    @Test
    void saysNothingWhereNothingIsWaiting() throws Exception {
        LeftConversions.leave(server, run("web1", State.GAVE_UP, 4));
        Pages pages = tested("");
        awaitAnswer();
        assertThat(ui.isThere("waiting.headline") || ui.isThere("waiting.note")).isFalse();
        pages.server().next();
    }

    @Test
    void saysThatNothingIsWaitingWhereThatIsAllThatWasWanted() throws Exception {
        tested("p2v.resume=only");
        Wait.until("the note", () -> ui.isThere("waiting.note"));
        assertThat(ui.text("waiting.note")).isEqualTo("No conversion of this machine is waiting on conv1.");
        assertThat(ui.isThere("waiting.ask")).isFalse();
    }

    @Test
    void doesNotAskWhereThatIsForbidden() throws Exception {
        LeftConversions.leave(server, run("web1", State.RUNNING, 4));
        tested("p2v.resume=never").server().next();
        assertThat(server.journal.lines).doesNotContain("list waiting");
    }

    @Test
    void offersTheNewestOfSeveralAndTheOthersByTheirNames() throws Exception {
        Pages pages = offered(run("web1", State.RUNNING, 4), run("db", State.DEAD, 9), run("web2", State.RUNNING, 12));
        pages.checkWindow("waiting", "window");
        assertThat(ui.text("waiting.headline")).contains("web2");
        assertThat(ui.items("waiting.which")).hasSize(3);
        ui.choose("waiting.which", ui.items("waiting.which").get(1));
        Wait.until("the other one", () -> ui.text("waiting.headline").contains("“db”"));
        assertThat(ui.isThere("waiting.goon")).isFalse();
        assertThat(ui.isThere("waiting.end")).isTrue();
        ui.choose("waiting.which", ui.items("waiting.which").get(2));
        server.tool = output -> 0;
        ui.click("waiting.goon");
        pages.conversion().awaitEnd(LONG);
        assertThat(server.journal.lines).contains("adopt /tmp/virt-p2v-20261129-web1");
    }

    @Test
    void showsHowAConversionEndedWhileTheMachineWasAway() throws Exception {
        Pages pages = offered(run("web1", State.ENDED, 4));
        pages.checkWindow("waiting", "window");
        assertThat(ui.text("waiting.headline")).contains("ended on conv1 while this machine was away");
        assertThat(ui.isThere("waiting.end")).isFalse();
        server.tool = output -> 0;
        ui.click("waiting.goon");
        pages.conversion().awaitEnd(LONG);
        assertThat(pages.title()).as(pages.conversion().result()).contains("finished");
        assertThat(server.journal.lines).doesNotContain("export sda");
    }

    @Test
    void saysWhyItCannotGoOnWithDisksThatHaveChanged() throws Exception {
        exporter.fingerprint = "cd".repeat(32);
        Pages pages = offered(run("web1", State.RUNNING, 4));
        ui.click("waiting.goon");
        pages.conversion().awaitEnd(LONG);
        assertThat(pages.title()).contains("failed");
        assertThat(pages.conversion().result()).contains("disk sda has changed", "“Back” shows");
        assertThat(server.journal.lines).doesNotContain("stop", "adopt /tmp/virt-p2v-20261129-web1");
        ui.click("conversion.first");
        awaitOffer();
        assertThat(ui.isThere("waiting.end")).isTrue();
    }

    @Test
    void saysThatADiskIsMissing() throws Exception {
        Pages pages = offered(LeftConversions.run(hardware.get(), "web1", State.RUNNING, 4));
        hardware.furnish(1L << 30);
        pages.server().next();
        ui.click("machine.refresh");
        Wait.until("the other disks", () -> ui.rows("machine.disks").toString().contains("1.0 GiB"));
        ui.click("back");
        ui.click("waiting.goon");
        pages.awaitMessage("sda");
        assertThat(ui.isThere("server.host")).isTrue();
    }

    @Test
    void isQuietWhereTheServerDoesNotTellAndAsksAgain() throws Exception {
        server.silentAboutWaiting = new ServerException(Reason.NOT_UNDERSTOOD, "It says nothing.", null);
        LeftConversions.leave(server, run("web1", State.RUNNING, 4));
        Pages pages = tested("");
        Wait.until("the note", () -> ui.isThere("waiting.note"));
        pages.checkWindow("waiting", "window");
        assertThat(ui.text("waiting.note")).contains("not known", "It says nothing.");
        assertThat(pages.message()).contains("ready");
        assertThat(ui.isEnabled("next")).isTrue();
        server.silentAboutWaiting = null;
        ui.click("waiting.ask");
        awaitOffer();
    }

    @Test
    void asksWhenTheMachineIsKnownThoughTheLogInWasFaster() throws Exception {
        LeftConversions.leave(server, run("web1", State.RUNNING, 4));
        Pages pages = open("");
        pages.server().logIn("conv1", 22, "root", FakeServer.PASSWORD).test().trust().awaitSuccess();
        assertThat(server.journal.lines).doesNotContain("list waiting");
        looked.countDown();
        awaitOffer();
    }

    @Test
    void withdrawsTheOfferWhenAnotherServerIsNamed() throws Exception {
        Pages pages = offered(run("web1", State.RUNNING, 4));
        ui.type("server.host", "conv2");
        Wait.until("the offer to go", () -> !ui.isThere("waiting.headline"));
        server.waiting = List.of();
        pages.server().test().trust().awaitSuccess();
        awaitAnswer();
        assertThat(ui.isThere("waiting.headline")).isFalse();
    }

    @Test
    void asksBeforeItIsClosedWhileItGoesOn() throws Exception {
        CountDownLatch copying = new CountDownLatch(1);
        server.tool = WizardScenarios.copiesForEver(copying);
        offered(run("web1", State.RUNNING, 4));
        ui.click("waiting.goon");
        copying.await();
        ui.closeWindow("window");
        ui.click("confirm.no");
        assertThat(ui.isEnabled("conversion.cancel")).isTrue();
        ui.closeWindow("window");
        ui.click("confirm.yes");
        Wait.until("the window to close", LONG, () -> wizard.isClosed());
        assertThat(server.journal.lines).contains("stop", "remove output");
    }

    @Test
    void cancelsAndLeadsToWhatIsStillThere() throws Exception {
        CountDownLatch copying = new CountDownLatch(1);
        server.tool = WizardScenarios.copiesForEver(copying);
        Pages pages = offered(run("web1", State.RUNNING, 4));
        ui.click("waiting.goon");
        copying.await();
        ui.click("conversion.cancel");
        ui.click("confirm.yes");
        pages.conversion().awaitEnd(LONG);
        assertThat(pages.title()).contains("cancelled");
        server.waiting = List.of(run("web2", State.RUNNING, 5));
        ui.click("conversion.first");
        awaitOffer();
        assertThat(ui.text("waiting.headline")).contains("web2");
    }

    @Test
    void isReachedAndGoneOnWithByTheKeyboard() throws Exception {
        server.tool = output -> 0;
        Pages pages = offered(run("web1", State.RUNNING, 4));
        ui.press("alt+v", "shift+Tab");
        Wait.until("the focus on the offer", () -> ui.focus().equals("waiting.end"));
        ui.press("alt+w");
        pages.conversion().awaitEnd(LONG);
        assertThat(pages.title()).contains("finished");
        pages.checkWindow("waiting", "window");
        ui.press("alt+b");
        Wait.until("the first page", () -> ui.isThere("server.host"));
    }
}
