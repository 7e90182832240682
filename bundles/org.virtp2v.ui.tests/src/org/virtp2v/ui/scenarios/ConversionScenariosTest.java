package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.FakeServer;

/** What somebody sees of the running conversion who looks now and then. */
class ConversionScenariosTest extends FakedWizard {
    private static final int CHUNK = 1 << 20;

    private Pages.Running convertOneDisk(FakeServer.Tool tool) {
        hardware.furnish(1L << 30);
        server.tool = tool;
        return logIn("")
                .next().awaitReady().start();
    }

    @Test
    void saysInOneLineAndInTheTitleHowFarItIs() {
        CountDownLatch inspected = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        Pages.Running running = convertOneDisk(output -> {
            output.accept("[   9.8] Inspecting the source\r\n");
            inspected.await();
            output.accept("[  40.3] Copying disk 1/3\r\n");
            for (long at = 0; at < 1L << 30 && seen.getCount() > 0; at += CHUNK) {
                exporter.read("sda", at, CHUNK);
                Thread.sleep(20);
            }
            seen.await();
            return 0;
        });
        assertThat(ui().text("conversion.headline")).isEqualTo("Preparing…");
        assertThat(ui().text("window")).isEqualTo("Preparing… – virt-p2v");
        inspected.countDown();
        Wait.until("an estimate",
                () -> ui().text("conversion.headline").matches("\\d+ %, .* min left, ready .*at \\d\\d:\\d\\d"));
        Wait.until("the same in the title", () -> ui().text("window").matches("\\d+ %, .* – virt-p2v"));
        assertThat(ui().isCut("conversion.headline")).isFalse();
        new Pages(ui()).checkWindow("running", "window");
        seen.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        Wait.until("no headline", () -> !ui().isThere("conversion.headline"));
        assertThat(ui().text("window")).isEqualTo("Conversion finished – virt-p2v");
        assertThat(ui().defaultButton("window")).isEqualTo("conversion.close");
    }

    @Test
    void showsWhatIsToComeAndHowLongTheRunningStageTakes() {
        CountDownLatch seen = new CountDownLatch(1);
        Pages.Running running = convertOneDisk(output -> {
            output.accept("[   1.2] Opening the source\r\n[   9.8] Inspecting the source\r\n");
            seen.await();
            return 0;
        });
        Wait.until("two seconds of inspection", () -> stages().stream()
                .anyMatch(
                        row -> row.getFirst().equals("Inspecting the source") && row.getLast().compareTo("0:02") >= 0));
        assertThat(stages()).containsSubsequence(List.of("Converting", ""), List.of("Copying disk 1/3", ""),
                List.of("Finishing off", ""));
        assertThat(stages()).doesNotContain(List.of("Setting up the source", ""));
        seen.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(stages()).doesNotContain(List.of("Finishing off", ""));
    }

    private List<List<String>> stages() {
        return ui().rows("conversion.stages");
    }

    private Pages.Running fail() {
        server.errors = List.of("a first one", "nbdcopy failed: exit status 1");
        server.causes = List.of("nbdcopy: write: No space left on device");
        return convertOneDisk(output -> {
            output.accept("[  40.3] Copying disk 1/3\r\nvirt-v2v: error: nbdcopy failed: exit status 1\r\n"
                    + "the log\r\n".repeat(50));
            return 1;
        }).awaitEnd(Duration.ofSeconds(30));
    }

    @Test
    void saysFirstWhatVirtV2vHasSaidAndThenWhatToTry() {
        Pages.Running running = fail();
        assertThat(ui().text("conversion.result")).isEqualTo("virt-v2v: nbdcopy failed: exit status 1");
        assertThat(running.result()).contains("What to try: The conversion server conv1:22 has run out of space.",
                "virt-v2v: a first one").doesNotContain("virt-v2v-conversion-log.txt");
        assertThat(ui().isThere("conversion.output")).as("unfolded").isTrue();
        assertThat(ui().linesInView("conversion.output")).contains("virt-v2v: error: nbdcopy failed: exit status 1");
        assertThat(ui().defaultButton("window")).isEqualTo("conversion.again");
        assertThat(ui().text("window")).startsWith("Conversion failed");
        new Pages(ui()).checkWindow("failed", "window");
    }

    @Test
    void unfoldsNothingWhereVirtV2vHasSaidNothing() {
        convertOneDisk(output -> 1).awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().text("conversion.result")).isEqualTo("virt-v2v failed");
        assertThat(ui().isThere("conversion.output")).isFalse();
    }

    @Test
    void looksNeitherLikeSuccessNorLikeFailureWhereSomethingIsLost() {
        Pages.Running running = convertOneDisk(output -> {
            exporter.policies.get("sda").unreadable(new UnreadablePart(new Extent(1 << 20, 512), "sda1"));
            return 0;
        });
        ui().click("readerror.always");
        running.awaitEnd(Duration.ofSeconds(30));
        assertThat(ui().name("step.conversion")).isEqualTo("Conversion, ended with a warning");
        assertThat(ui().text("window")).startsWith("Conversion finished with losses");
        assertThat(ui().defaultButton("window")).as("Enter closes nothing").isEqualTo("conversion.again");
    }

    @Test
    void foldsTheOutputAwayUntilSomebodyWantsIt() {
        CountDownLatch seen = new CountDownLatch(1);
        Pages.Running running = convertOneDisk(output -> {
            output.accept("[   9.8] Inspecting the source\r\n");
            seen.await();
            return 0;
        });
        assertThat(ui().isThere("conversion.output")).isFalse();
        assertThat(ui().text("conversion.fold")).isEqualTo("Show output");
        ui().press("ctrl+f");
        Wait.until("the search", () -> ui().focus().equals("conversion.search"));
        assertThat(ui().text("conversion.output")).contains("Inspecting");
        assertThat(ui().text("conversion.fold")).isEqualTo("Hide output");
        new Pages(ui()).checkWindow("with output", "window");
        ui().click("conversion.fold");
        Wait.until("it to be folded away", () -> !ui().isThere("conversion.output"));
        seen.countDown();
        running.awaitEnd(Duration.ofSeconds(30));
    }
}
