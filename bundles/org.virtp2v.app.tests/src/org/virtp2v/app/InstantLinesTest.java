package org.virtp2v.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.InstantTold;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.instant.InstantNews.Why;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

/** What an unattended conversion tells of a guest that runs before its disks are copied, and how it is cancelled. */
class InstantLinesTest {
    private static final InstantNews.Started STARTED = new InstantNews.Started(Instant.ofEpochSecond(1_790_000_000),
            true, "libvirt domain web1", "vnc 127.0.0.1:5901");
    private static final String LINE = "\u001e{\"event\":\"started\",\"at\":1790000000,\"accelerator\":\"kvm\","
            + "\"where\":\"process 1234\"}\n";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    private List<String> lines() {
        return bytes.toString(UTF_8).lines().toList();
    }

    private void shown(ConversionEvent... events) {
        var mode = new TextMode(new Terminal(out, false, false),
                new ServerLogin("conv", 22, "root", null, null, false), List.of());
        List.of(events).forEach(mode::on);
    }

    @Test
    void tellsTheGuestsLife() {
        shown(new InstantTold(STARTED), new InstantTold(new InstantNews.Paused(false, Why.SOURCE, "")),
                new InstantTold(new InstantNews.Paused(true, Why.STORAGE_FULL, "vda")),
                new InstantTold(new InstantNews.Resumed(true)), new InstantTold(new InstantNews.Complete(List.of())));
        assertThat(lines()).containsExactly(
                "The guest runs on conv since " + STARTED.clock()
                        + " (libvirt domain web1, with KVM), while its disks are being copied.",
                "Its screen is at vnc 127.0.0.1:5901 there.",
                "Leave this machine on until the copy is complete. Going back to it from now on loses what the guest"
                        + " does.",
                "Copying waits: this machine’s disks do not answer conv. The guest goes on until it needs what is not"
                        + " there yet.",
                "The guest stands still: there is no space left on conv for what it writes. It loses nothing; make"
                        + " room there, and it goes on. (vda)",
                "The guest goes on.", "The guest has all of its disks, and they were verified.");
    }

    @Test
    void theProgressSaysSinceWhenTheGuestRunsInOneLine() {
        TextMode mode = mode(new Terminal(out, true, true), () -> STARTED.at().plusSeconds(60));
        mode.on(new InstantTold(STARTED));
        for (int count = 1; count <= 2; count++) {
            bytes.reset();
            var disk = new SourceDisk("sda", Path.of("/dev/sda"), 100, "sda");
            var progress = new Progress(10, 10, 112.4e6, Duration.ofHours(9));
            mode.on(new ConversionEvent.TotalProgress(progress));
            mode.on(new DiskProgress(1, count, disk, progress, 10, 0));
            String shown = bytes.toString(UTF_8).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").strip();
            assertThat(shown).contains("9:00:00 left, guest since " + STARTED.clock());
            assertThat(shown.substring(shown.lastIndexOf('\r') + 1).strip()).hasSizeLessThan(80);
        }
    }

    private static TextMode mode(Terminal terminal, InstantSource clock) {
        return new TextMode(terminal, new ServerLogin("conv", 22, "root", null, null, false), List.of(),
                System::nanoTime, clock);
    }

    @Test
    void itIsSaidByTheHourWhatGoingBackWouldLose() {
        var now = new AtomicReference<>(STARTED.at());
        TextMode mode = mode(new Terminal(out, false, false), now::get);
        mode.on(new InstantTold(STARTED));
        bytes.reset();
        var disk = new SourceDisk("sda", Path.of("/dev/sda"), 100, "sda");
        for (int minutes = 0; minutes <= 135; minutes++) {
            now.set(STARTED.at().plus(Duration.ofMinutes(minutes)));
            mode.on(new DiskProgress(1, 1, disk, new Progress(1, 1, 1e6, null), 1, 0));
        }
        assertThat(lines()).filteredOn(line -> line.contains("going back to this machine")).containsExactly(
                "The guest has been running for 1 h: going back to this machine now loses all that it has done in that"
                        + " time.",
                "The guest has been running for 2 h: going back to this machine now loses all that it has done in that"
                        + " time.");
        bytes.reset();
        mode.on(new InstantTold(new InstantNews.Complete(List.of())));
        now.set(STARTED.at().plus(Duration.ofHours(9)));
        mode.on(new DiskProgress(1, 1, disk, new Progress(1, 1, 1e6, null), 1, 0));
        assertThat(lines()).noneMatch(line -> line.contains("going back"));
    }

    @Test
    void disksThatAreCopiedAtTheSameTimeDoNotFloodALog() {
        List<ConversionEvent> events = new ArrayList<>();
        for (int percent = 0; percent <= 100; percent++) {
            for (int number = 1; number <= 2; number++) {
                var disk = new SourceDisk("sd" + number, Path.of("/dev/sd" + number), 100, "sda");
                events.add(new DiskProgress(number, 2, disk, new Progress(percent, percent, 1e6, null), percent, 0));
            }
        }
        shown(events.toArray(ConversionEvent[]::new));
        assertThat(lines()).hasSize(22);
    }

    /** Runs a conversion whose guest has started, and lets something cancel it. */
    private ConversionResult run(Display display, CancelCause... causes) {
        FakePorts ports = new FakePorts();
        ports.server.relayInterpreters = List.of("python3");
        Conversion[] holder = new Conversion[1];
        ports.server.tool = output -> {
            output.accept(LINE);
            var cancelling = new Cancelling(holder[0], display);
            for (CancelCause cause : causes) {
                cancelling.cancel(cause);
            }
            Thread.sleep(Duration.ofMillis(1)); // notices that it is interrupted
            return 0;
        };
        holder[0] = ports.engine().conversion(
                Plans.instant("p2v.server=conv p2v.name=web1 p2v.disks=/a p2v.skip_test_connection"), event -> {
                });
        return holder[0].run();
    }

    @Test
    void oneCtrlCOnlyWarnsAndTheSecondCancels() {
        var display = new TextDisplay(new Terminal(out, false, false));
        assertThat(run(display, CancelCause.USER).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(lines()).singleElement().asString().contains("press Ctrl-C again", "everything that it has done");
        bytes.reset();
        ConversionResult cancelled = run(display, CancelCause.USER, CancelCause.USER);
        assertThat(cancelled.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ExitCode.of(cancelled)).isEqualTo(ExitCode.CANCELLED);
        assertThat(lines()).last().asString().startsWith("Cancelling: the guest is stopped and removed");
    }

    @Test
    void everythingElseLeavesTheGuestWithAnExitCodeOfItsOwn() {
        var display = new TextDisplay(new Terminal(out, false, false));
        ConversionResult left = run(display, CancelCause.SHUTDOWN);
        assertThat(left.outcome()).isEqualTo(Outcome.LEFT);
        assertThat(ExitCode.of(left).code()).isEqualTo(7);
        assertThat(lines()).singleElement().asString().startsWith("Ending: this machine is being shut down")
                .contains("waits for this machine");
        bytes.reset();
        shown(new ConversionEvent.Ended(left));
        assertThat(lines()).contains("The guest is running on conv and needs this machine until the copy is complete:"
                + " switch it on again and choose --resume. Until then the guest stands still as soon as it needs what"
                + " is not there yet.");
    }

    @Test
    void tellsProgramsTheSame() {
        var json = new JsonDisplay(out, "1");
        bytes.reset();
        json.on(new InstantTold(STARTED));
        json.on(new InstantTold(new InstantNews.Stream(2, true, 5, 10)));
        json.on(new InstantTold(new InstantNews.Paused(false, Why.SOURCE, "")));
        json.on(new InstantTold(new InstantNews.Resumed(false)));
        json.guestWouldBeLost();
        json.guestIsComplete();
        json.leaving(CancelCause.TOLD_TO_END);
        assertThat(lines()).containsExactly(
                "{\"event\":\"instant\",\"news\":\"started\",\"at\":\"2026-09-21T14:13:20Z\",\"accelerator\":\"kvm\","
                        + "\"where\":\"libvirt domain web1\",\"display\":\"vnc 127.0.0.1:5901\"}",
                "{\"event\":\"instant\",\"news\":\"stream\",\"number\":2,\"phase\":\"mirror\",\"bytes\":5,"
                        + "\"totalBytes\":10}",
                "{\"event\":\"instant\",\"news\":\"paused\",\"what\":\"stream\",\"why\":\"source\","
                        + "\"detail\":null}",
                "{\"event\":\"instant\",\"news\":\"resumed\",\"what\":\"stream\"}",
                "{\"event\":\"guestWouldBeLost\"}", "{\"event\":\"guestIsComplete\"}",
                "{\"event\":\"leaving\",\"cause\":\"told_to_end\"}");
    }
}
