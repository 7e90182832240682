package org.virtp2v.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalProgramTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FirstBytes output = new FirstBytes(1000);
    private final FirstBytes errors = new FirstBytes(1000);

    @TempDir
    Path directory;

    private RunningProgram shell(String script, String... arguments) {
        String[] command = new String[arguments.length + 4];
        command[0] = "sh";
        command[1] = "-c";
        command[2] = script;
        command[3] = "sh";
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return LocalProgram.of(command).start(output, errors);
    }

    private static String text(FirstBytes bytes) {
        return new String(bytes.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void tellsTheExitCodeAndKeepsTheOutputsApart() throws Exception {
        assertThat(shell("echo out; echo err >&2; exit 3").await(LONG)).isEqualTo(3);

        assertThat(text(output)).isEqualTo("out\n");
        assertThat(text(errors)).isEqualTo("err\n");
    }

    @Test
    void passesArgumentsAsTheyAre() throws Exception {
        shell("printf '%s|' \"$@\"", "a b", "\"c\"", "${d}", "").await(LONG);

        assertThat(text(output)).isEqualTo("a b|\"c\"|${d}||");
    }

    @Test
    void givesTheInputAndItsEnd() throws Exception {
        LocalProgram.of("sh", "-c", "cat; echo end").withInput("secret\n".getBytes(StandardCharsets.UTF_8))
                .start(output, errors)
                .await(LONG);

        assertThat(text(output)).isEqualTo("secret\nend\n");
    }

    @Test
    void hasNoInputWhenNoneIsGiven() throws Exception {
        shell("cat; echo end").await(LONG);

        assertThat(text(output)).isEqualTo("end\n");
    }

    @Test
    void setsTheCLocaleOnlyWhereThatIsWanted() throws Exception {
        LocalProgram.of("sh", "-c", "echo $LANG $LC_ALL").inCLocale().start(output, errors).await(LONG);
        assertThat(text(output)).isEqualTo("C C\n");

        shell("echo $LC_ALL").await(LONG);
        assertThat(text(output)).isEqualTo("C C\n" + System.getenv("LC_ALL") + "\n");
    }

    @Test
    void saysThatAProgramIsNotThere() {
        RunningProgram missing = LocalProgram.of("no-such-program-" + System.nanoTime()).start(output, errors);

        assertThatExceptionOfType(NotStartedException.class).isThrownBy(() -> missing.await(LONG))
                .withMessageContaining("no-such-program");
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> missing.end().get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(NotStartedException.class);
    }

    @Test
    void killsAtTheTimeLimitWhatIgnoresSigterm() throws Exception {
        Instant start = Instant.now();
        RunningProgram stubborn = shell("trap '' TERM; echo $$ > " + directory + "/pid; while :; do sleep 600; done");

        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> stubborn.await(Duration.ofSeconds(1)));

        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertThat(stubborn.end().get(20, TimeUnit.SECONDS)).isEqualTo(128 + 9);
        assertThat(Path.of("/proc", Files.readString(directory.resolve("pid")).strip())).doesNotExist();
    }

    @Test
    void canBeKilledByAnotherThread() throws Exception {
        RunningProgram program = shell("echo begun; exec sleep 600");
        CompletableFuture<Integer> end = program.end();
        while (output.bytes().length == 0) {
            Thread.sleep(10);
        }

        program.kill();

        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(128 + 9);
    }

    @Test
    void keepsTheFirstBytesOfALongOutputAndGoesOn() throws Exception {
        shell("echo first; yes | head -c 2000000; echo done > " + directory + "/done").await(LONG);

        assertThat(output.bytes()).hasSize(1000).startsWith("first\ny\n".getBytes(StandardCharsets.UTF_8));
        assertThat(directory.resolve("done")).exists();
    }

    @Test
    void canBeEndedByTooMuchOutput() throws Exception {
        RunningProgram endless = shell("exec yes");
        output.whenFull(endless::kill);

        assertThat(endless.await(LONG)).isEqualTo(128 + 9);
    }

    @Test
    void remembersTheLastLineThatIsNotBlank() throws Exception {
        LastLine said = new LastLine();
        LocalProgram.of("sh", "-c", "echo first; printf 'second\\n\\nthird'; printf '\\n \\n' >&2")
                .start(said.stream(), errors)
                .await(LONG);

        assertThat(said.text()).isEqualTo("third");
    }
}
