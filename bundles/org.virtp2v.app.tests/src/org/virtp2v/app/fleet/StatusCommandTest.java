package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ServerRun;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.core.testing.FakeServer;

@Timeout(30)
class StatusCommandTest {
    private final FakeServer server = new FakeServer();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    @TempDir
    Path directory;

    private int run(boolean onTerminal, String... arguments) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("status", "-i", "/key"));
        all.addAll(Arrays.asList(arguments));
        return Fleet.of(stream(out), stream(err), onTerminal ? stream(terminal) : null, "1.2.3", server,
                Targets.NONE, directory)
                .run(all.toArray(String[]::new));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private void has(ServerRun... runs) {
        server.runs = new ServerRuns.Listing(List.of(runs), true);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsATableOnceWhereThereIsNoTerminal() throws InterruptedException {
        has(Fleets.ended("mail", "succeeded", null), Fleets.running("web01", 43));
        assertThat(run(false, "--server", "conv1,admin@conv2:2222")).isZero();
        assertThat(out()).contains("2 running · 2 finished", "conv1:22\n", "conv2:2222\n")
                .containsSubsequence("web01", "43 %", "mail", "web01").doesNotContain("\u001b");
        assertThat(server.journal.lines).contains("close runs", "close access");
    }

    @Test
    void theExitCodeTells() throws InterruptedException {
        has(Fleets.running("web01", 43), Fleets.ended("db", "failed", "No."));
        assertThat(run(false, "--server=conv1", "--json")).isEqualTo(3);
        assertThat(out()).startsWith("{\"version\":1,").hasLineCount(1);
        server.silentAboutWaiting = new ServerException(ServerException.Reason.NOT_UNDERSTOOD, "conv1 is odd.", null);
        assertThat(run(false, "--server=conv1")).isEqualTo(2);
        assertThat(out()).contains("conv1 is odd.");
    }

    @Test
    void leavesOutWhatEndedLongAgo() throws InterruptedException {
        has(Fleets.ended("old", "failed", "No."));
        assertThat(run(false, "--server=conv1", "--days=0")).isZero();
        assertThat(out()).doesNotContain("old").contains("No runs.");
    }

    @Test
    void writesFilesBesides() throws Exception {
        has(Fleets.running("web01", 43));
        Path html = directory.resolve("fleet.html");
        Path metrics = directory.resolve("fleet.prom");
        assertThat(run(false, "--server=conv1", "--html=" + html, "--prometheus=" + metrics)).isZero();
        assertThat(Files.readString(html)).contains("web01");
        assertThat(Files.readString(metrics)).contains("virt_p2v_server_up{server=\"conv1:22\"} 1\n");
    }

    @Test
    void rewritesATerminalUntilItIsInterrupted() throws Exception {
        has(Fleets.running("web01", 43));
        Thread watching = Thread.ofPlatform().start(() -> {
            try {
                run(true, "--server=conv1", "--interval=1");
            } catch (InterruptedException e) {
                // as it should
            }
        });
        while (!terminal.toString(StandardCharsets.UTF_8).contains("43 %")) {
            Thread.sleep(20);
        }
        has(Fleets.running("web01", 44));
        while (!terminal.toString(StandardCharsets.UTF_8).contains("44 %")) {
            Thread.sleep(20);
        }
        watching.interrupt();
        watching.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(watching.isAlive()).isFalse();
        assertThat(server.journal.lines.stream().filter("access"::equals)).as("connections").hasSize(1);
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "--server=", "--server=a b", "--server=c:99999", "--server=c --interval=0",
            "--server=c --days=x", "--server=c --prometheus=/tmp/x.txt", "--server=c --host-key=no", "--server=c more",
            "--server=c --html=/nonexistent/x.html" })
    void refusesWhatCannotBe(String arguments) throws InterruptedException {
        assertThat(run(false, arguments.equals("--server=a b") ? new String[] { arguments } : arguments.split(" ")))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("virt-p2v-fleet: error: ");
    }
}
