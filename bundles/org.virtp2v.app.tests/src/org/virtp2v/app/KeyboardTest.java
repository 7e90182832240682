package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyboardTest {
    /** Has a terminal, says its name, and what stty says of it for each line of the input, until that ends. */
    private static final String TERMINAL = "import os, pty, subprocess, sys; master, slave = pty.openpty(); "
            + "print(os.ttyname(slave), flush=True); "
            + "[print(' '.join(subprocess.check_output(['stty', '-a'], stdin=slave, text=True).split()), flush=True) "
            + "for line in iter(sys.stdin.readline, '')]";

    @Test
    void takesTheTerminalThatTheInputComesFromAndGivesItBack() throws Exception {
        Process owner = new ProcessBuilder("python3", "-c", TERMINAL).start();
        try (var said = owner.inputReader(); var ask = owner.outputWriter()) {
            Path device = Path.of(said.readLine());
            try (Keyboard keyboard = Keyboard.open(InputStream.nullInputStream(), device)) {
                assertThat(keyboard.isTerminal()).isTrue();
                ask.write("\n");
                ask.flush();
                assertThat(said.readLine()).contains("eol = ^C;", " -isig ");
            }
            ask.write("\n");
            ask.flush();
            assertThat(said.readLine()).contains("eol = <undef>;").doesNotContain("-isig");
        } finally {
            owner.destroy();
        }
    }

    @Test
    void aFileIsNoTerminalThoughThisProgramMayHaveOne(@TempDir Path work) throws Exception {
        Path file = Files.createFile(work.resolve("answers"));
        try (Keyboard keyboard = Keyboard.open(InputStream.nullInputStream(), file)) {
            assertThat(keyboard.isTerminal()).isFalse();
        }
    }
}
