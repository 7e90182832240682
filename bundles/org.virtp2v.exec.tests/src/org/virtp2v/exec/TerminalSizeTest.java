package org.virtp2v.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalSizeTest {
    /** Has a terminal of a size, and says its name, until the input ends. */
    private static final String TERMINAL = "import fcntl, os, pty, struct, sys, termios; master, slave = pty.openpty(); "
            + "fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('4H', int(sys.argv[1]), int(sys.argv[2]), 0, 0)); "
            + "print(os.ttyname(slave), flush=True); sys.stdin.read()";

    @ParameterizedTest
    @CsvSource({ "30, 60, 30, 60", "0, 0, 24, 80", "24, 3, 24, 80" })
    void isThatOfTheTerminalIfItTellsOne(int rows, int columns, int knownRows, int knownColumns) throws Exception {
        Process owner = new ProcessBuilder("python3", "-c", TERMINAL, Integer.toString(rows), Integer.toString(columns))
                .start();
        try (var said = owner.inputReader()) {
            assertThat(TerminalSize.of(said.readLine())).isEqualTo(new TerminalSize(knownRows, knownColumns));
        } finally {
            owner.destroy();
        }
    }

    @Test
    void isTheClassicOneWhereThereIsNoTerminal(@TempDir Path work) throws Exception {
        Path file = Files.createFile(work.resolve("log"));
        assertThat(TerminalSize.of(file.toString())).isEqualTo(TerminalSize.STANDARD);
    }
}
