package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.ui.Desktop.Language;

@Timeout(60)
class SystemDesktopTest {

    private static IOException failure(String... command) {
        CompletableFuture<Void> program = SystemDesktop.run(List.of(command));
        return (IOException) assertThatExceptionOfType(CompletionException.class).isThrownBy(program::join)
                .havingCause().isInstanceOf(IOException.class).actual();
    }

    @Test
    void doesNotWaitForAProgram() {
        CompletableFuture<Void> program = SystemDesktop.run(List.of("sleep", "2"));

        assertThat(program).isNotDone();
        assertThat(program.join()).isNull();
    }

    @Test
    void aProgramThatFailsIsQuotedWithItsLastWords() {
        assertThat(failure("sh", "-c", "echo begins; echo 'no such device' >&2; echo >&2; exit 71"))
                .hasMessageContaining("sh -c").hasMessageContaining("exit code 71: no such device");
    }

    @Test
    void findsTheGuideThatIsInstalledWithTheProgram(@TempDir Path home) throws IOException {
        String before = System.setProperty(Main.HOME, home.toString());
        try {
            assertThat(SystemDesktop.guide()).isEmpty();
            Path guide = home.resolve("share/doc/virt-p2v/guide/index.html");
            Files.createDirectories(guide.getParent());
            Files.createFile(guide);
            assertThat(SystemDesktop.guide()).contains(guide);
        } finally {
            if (before == null) {
                System.clearProperty(Main.HOME);
            } else {
                System.setProperty(Main.HOME, before);
            }
        }
    }

    @Test
    void offersToSetTheClockOnTheLiveImageOnly() {
        assertThat(new SystemDesktop(true).canSetClock()).isTrue();
        assertThat(new SystemDesktop(false).canSetClock()).isFalse();
    }

    @Test
    void setsTheSystemsClockAndNotThatOfTheHardware() throws Exception {
        List<String> command = new ArrayList<>(SystemDesktop.settingClock(Instant.parse("2026-11-28T18:30:15.9Z")));
        assertThat(command).startsWith("date");

        // date shows what it would set.
        command.set(2, command.get(2).replace("--set", "--date"));
        command.add("+%F %T");
        Process date = new ProcessBuilder(command).start();
        assertThat(date.inputReader().readLine()).isEqualTo("2026-11-28 18:30:15");
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        assertThat(failure("no-such-program", "x")).hasMessageContaining("not installed: no-such-program.");
    }

    @Test
    void speaksThePresentLanguageFirst() {
        assertThat(SystemDesktop.languages(true, "de")).extracting(Language::tag).containsExactly("de", "en");
        assertThat(SystemDesktop.languages(true, "fr")).extracting(Language::name).containsExactly("English",
                "Deutsch");
        assertThat(SystemDesktop.languages(false, "de")).isEmpty();
    }

    @Test
    void opensNoTerminalThatNeedsXWhereThereIsNone() {
        assertThat(SystemDesktop.terminals(":0")).first().isEqualTo(List.of("xterm"));
        assertThat(SystemDesktop.terminals(null)).doesNotContain(List.of("xterm"));
    }
}
