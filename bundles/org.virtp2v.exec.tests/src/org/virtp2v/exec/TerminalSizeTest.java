package org.virtp2v.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalSizeTest {
    /** Has a terminal of a size, and says its name, until the input ends. */
    private static final String TERMINAL = "import fcntl, os, pty, struct, sys, termios; master, slave = pty.openpty(); "
            + "fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('4H', int(sys.argv[1]), int(sys.argv[2]), 0, 0)); "
            + "print(os.ttyname(slave), flush=True); sys.stdin.read()";

    private static TerminalSize of(int rows, int columns) throws Exception {
        Process owner = new ProcessBuilder("python3", "-c", TERMINAL, Integer.toString(rows), Integer.toString(columns))
                .start();
        try (var said = owner.inputReader()) {
            return TerminalSize.of(said.readLine());
        } finally {
            owner.destroy();
        }
    }

    @Test
    void isThatOfTheTerminal() throws Exception {
        assertThat(of(30, 60)).isEqualTo(new TerminalSize(30, 60));
    }

    @Test
    void isTheClassicOneWhereTheTerminalTellsNoneThatCanBe() throws Exception {
        assertThat(List.of(of(0, 0), of(24, 3))).containsOnly(TerminalSize.STANDARD);
    }

    @Test
    void isTheClassicOneWhereThereIsNoTerminal(@TempDir Path work) throws Exception {
        Path file = Files.createFile(work.resolve("log"));
        assertThat(TerminalSize.of(file.toString())).isEqualTo(TerminalSize.STANDARD);
    }
}
