package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionEvent.StageStarted;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.trial.TrialNews.Verdict;

/** The conversion has succeeded before: nothing of a test boot changes that. */
class TestBootTest {
    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = new ArrayList<>();

    private ConversionResult convert(String line) {
        return conversion(line).run();
    }

    private Conversion conversion(String line) {
        return ports.engine().conversion(
                Plans.of("p2v.server=conv p2v.name=web1 p2v.disks=/a p2v.skip_test_connection " + line), events::add);
    }

    /** A conversion with a test boot that is cancelled when that has started. */
    private ConversionResult cancelled(CountDownLatch started, Consumer<Conversion> cancel) throws Exception {
        Conversion conversion = conversion("p2v.test_boot");
        Thread canceller = new Thread(() -> {
            try {
                started.await();
                cancel.accept(conversion);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();
        ConversionResult result = conversion.run();
        canceller.join();
        return result;
    }

    private void says(String verdict) {
        ports.server.trial = (output, skipped) -> output.accept("{\"event\": \"verdict\", \"verdict\": \"" + verdict
                + "\", \"at\": 20, \"detail\": \"Kernel panic\"}\n");
    }

    @Test
    void isLeftOutUnlessItIsWanted() {
        assertThat(convert("").report().testBoot()).isNull();
        assertThat(ports.server.journal.lines).doesNotContain("trial");
        assertThat(events).noneMatch(e -> e.equals(new StageStarted(Stage.TEST_BOOT)));
    }

    @Test
    void startsTheGuestWhenItIsThereAndTheDisksAreNotNeededAnyMore() {
        ConversionResult result = convert("p2v.test_boot");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.report().testBoot().ended().verdict()).isEqualTo(Verdict.AGENT);
        assertThat(ports.server.journal.lines).containsSubsequence("verify", "leave p2v-report.json",
                "leave qemu/monitor.py", "leave trial/program.py", "leave trial.py", "leave trial.json", "trial",
                "leave p2v-report.json");
        assertThat(ports.server.left).filteredOn(f -> f.name().equals("trial.json")).extracting(RemoteFile::content)
                .singleElement().satisfies(json -> assertThat(new String(json)).contains("\"guest\":\"web1\""));
        assertThat(result.describe(Json.object()).toString())
                .contains("\"testBoot\":{\"verdict\":\"agent\"");
    }

    @Test
    void warnsOfAGuestThatDoesNotStart() {
        says("panic");
        ConversionResult result = convert("p2v.test_boot");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).anyMatch(w -> w.contains("panicked") && w.contains("Kernel panic"));
    }

    @Test
    void succeedsWhenTheConnectionIsLostOnTheWay() {
        ports.server.trial = (output, skipped) -> {
            throw new ConnectionException(ConnectionException.Reason.LOST, "It is gone.", null);
        };
        ConversionResult result = convert("p2v.test_boot");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).anyMatch(w -> w.contains("cut short") && w.contains("It is gone."));
    }

    @Test
    void endsEarlyWhenItIsCancelledAndTheConversionStaysASuccess() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        ports.server.trial = (output, skipped) -> {
            started.countDown();
            while (!skipped.getAsBoolean()) {
                Thread.sleep(10);
            }
            output.accept("{\"event\": \"verdict\", \"verdict\": \"skipped\", \"at\": 5}\n");
        };
        ConversionResult result = cancelled(started, conversion -> conversion.cancel(CancelCause.USER));
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).isEmpty();
        assertThat(result.report().testBoot().ended().verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void endsAtOnceWhenItIsCancelledTwice() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        ports.server.trial = (output, skipped) -> {
            started.countDown();
            new CountDownLatch(1).await();
        };
        List<Boolean> answers = new ArrayList<>();
        ConversionResult result = cancelled(started, conversion -> {
            answers.add(conversion.cancel(CancelCause.USER));
            answers.add(conversion.cancel(CancelCause.USER));
        });
        assertThat(answers).containsExactly(false, true);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
