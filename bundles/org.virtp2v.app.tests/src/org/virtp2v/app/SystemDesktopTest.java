package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    void aProgramThatIsMissingIsNamed() {
        assertThat(failure("no-such-program", "x")).hasMessageContaining("not installed: no-such-program.");
    }
}
