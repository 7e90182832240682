package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    /** Ignores SIGTERM, tells its process id, and has a child that would go on too. */
    private static final String STUBBORN = """
            trap '' TERM
            sleep 600 &
            echo $$ $! > pid.tmp
            mv pid.tmp pid
            wait
            sleep 600
            """;

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path directory;

    @Test
    void givesStandardOutputOnly() throws InterruptedException {
        assertThat(shell("echo out; echo err >&2")).contains("out\n");
    }

    @Test
    void passesArgumentsAsTheyAre() throws InterruptedException {
        assertThat(runner.run(LONG, "printf", "%s|", "a b", "\"c\"", "$d", "").map(String::new))
                .contains("a b|\"c\"|$d||");
    }

    @Test
    void runsInTheCLocale() throws InterruptedException {
        assertThat(shell("echo $LANG $LC_ALL")).contains("C C\n");
    }

    @Test
    void givesNothingOnStandardInput() throws InterruptedException {
        assertThat(shell("cat; echo end")).contains("end\n");
    }

    @Test
    void toleratesAMissingCommand() throws InterruptedException {
        assertThat(runner.run(LONG, "no-such-command-" + System.nanoTime(), "-x")).isEmpty();
    }

    @Test
    void leavesOutTheOutputOfAFailedCommand() throws InterruptedException {
        assertThat(shell("echo half; exit 3")).isEmpty();
    }

    @Test
    void givesTheOutputOfACommandThatSucceedsWithAnotherExitCode() throws InterruptedException {
        assertThat(runner.run(LONG, code -> code == 3, "sh", "-c", "echo half; exit 3").map(String::new))
                .contains("half\n");
    }

    @Test
    void keepsTheFirstEightMebibytesOfALongOutput() throws InterruptedException {
        assertThat(runner.run(LONG, "sh", "-c", "echo first; yes | head -c 20000000"))
                .hasValueSatisfying(output -> {
                    assertThat(output).hasSize(8 << 20);
                    assertThat(new String(output, 0, 8, StandardCharsets.UTF_8)).isEqualTo("first\ny\n");
                });
    }

    @Test
    void killsACommandThatHangs() throws InterruptedException, IOException {
        var start = Instant.now();

        assertThat(runner.run(Duration.ofSeconds(1), "sh", "-c", "cd " + directory + "; " + STUBBORN)).isEmpty();

        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertProcessesEnd();
    }

    @Test
    void killsTheCommandWhenInterrupted() throws InterruptedException, IOException {
        var caller = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            awaitFile();
            caller.interrupt();
        });

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> runner.run(LONG, "sh", "-c", "cd " + directory + "; " + STUBBORN));

        assertProcessesEnd();
    }

    @Test
    void killsEveryReportWhenInterrupted() throws InterruptedException, IOException {
        var caller = Thread.currentThread();
        CommandRunner stubborn = (limit, success, command) -> command[0].equals("lspci")
                ? runner.run(limit, "sh", "-c", "cd " + directory + "; " + STUBBORN)
                : runner.run(limit, "true");
        Thread.ofVirtual().start(() -> {
            awaitFile();
            caller.interrupt();
        });

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> Reports.collect(stubborn, new SystemFiles(Path.of("/"))));

        assertProcessesEnd();
    }

    @Test
    void collectsReportsSideBySide() throws InterruptedException {
        CommandRunner slow = (limit, success, command) -> runner.run(limit, "sh", "-c", "sleep 1; echo " + command[0]);
        var start = Instant.now();

        assertThat(Reports.collect(slow, new SystemFiles(Path.of("/"))).keySet()).containsExactly("dmesg", "lscpu",
                "lspci", "lsscsi", "lsusb");

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }

    private Optional<String> shell(String script) throws InterruptedException {
        return runner.run(LONG, "sh", "-c", script).map(String::new);
    }

    private void awaitFile() {
        try {
            while (!Files.exists(directory.resolve("pid"))) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertProcessesEnd() throws IOException, InterruptedException {
        for (var pid : Files.readString(directory.resolve("pid")).strip().split(" ")) {
            var end = Instant.now().plusSeconds(10);
            while (isRunning(pid) && Instant.now().isBefore(end)) {
                Thread.sleep(20);
            }
            assertThat(isRunning(pid)).as("process %s is running", pid).isFalse();
        }
    }

    /** A zombie that nobody has waited for yet has ended too. */
    private static boolean isRunning(String pid) {
        try {
            var stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
