package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.virtp2v.app.Terminal.Style;
import org.virtp2v.core.convert.CancelCause;

class MenuConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.ofKind("vt100", new PrintStream(out, true, StandardCharsets.UTF_8),
            true);

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private MenuConsole console(String typed) {
        return new MenuConsole(terminal,
                Keyboard.open(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), Path.of("/dev/null")),
                System.err, false);
    }

    @Test
    void readsLinesUntilTheInputEnds() {
        MenuConsole console = console(" web1 \r\nGröße\nlast");
        assertThat(console.ask("Name: ")).isEqualTo("web1");
        assertThat(console.askSecret("Key: ").reveal()).isEqualTo("Größe");
        assertThat(console.isOpen()).isTrue();
        assertThat(console.ask("More: ")).isEqualTo("last");
        assertThat(console.ask("More: ")).isNull();
        assertThat(console.isOpen()).isFalse();
        assertThat(shown()).contains("Name: ", "Key: ").doesNotContain("Größe");
    }

    @Test
    void ctrlCIsNoAnswer() {
        MenuConsole console = console("ab\u0003next\n");
        assertThat(console.ask("Name: ")).isNull();
        assertThat(console.isOpen()).isTrue();
        assertThat(console.ask("Name: ")).isEqualTo("next");
    }

    /** A line that comes while somebody types starts a line of its own; the progress waits. */
    @Test
    void nothingIsRewrittenWhileSomebodyTypes() {
        terminal.prompt("Trust “it”? ");
        terminal.status("37 %");
        terminal.line(Style.ERROR, "news…");
        terminal.answered(true);
        terminal.status("38 %");
        assertThat(shown()).startsWith("Trust \"it\"? \nnews...\n").contains("38 %").doesNotContain("37 %", "\u001b[1");
    }

    @Test
    void breaksLinesWhereANarrowTerminalEnds() {
        Terminal narrow = Terminal.ofKind("xterm", new PrintStream(out, true, StandardCharsets.UTF_8), true, 30);
        narrow.line(Style.PLAIN, "Checking the conversion server before it is used");
        narrow.status("Disk 1/2 (/dev/sda): 37 %, 112.0 MB/s, 0:12 left");
        narrow.prompt("Name or address of the conversion server: ");
        assertThat(shown()).contains("Checking the conversion server\n  before it is used\n")
                .contains("Disk 1/2 (/dev/sda): 37 %, 11…\r").contains("Name or address of the\n  conversion server: ");
    }

    @Test
    void aSecondCtrlCCancelsIfItComesSoon() {
        List<CancelCause> causes = new ArrayList<>();
        var now = new AtomicLong();
        var asked = new MenuConsole.Asked(causes::add, () -> false, terminal, now::get);
        assertThat(asked.cancel(CancelCause.USER)).isFalse();
        now.addAndGet(11_000_000_000L);
        assertThat(asked.cancel(CancelCause.USER)).isFalse();
        assertThat(causes).isEmpty();
        assertThat(shown()).contains("Cancel the conversion?");
        now.addAndGet(9_000_000_000L);
        assertThat(asked.cancel(CancelCause.USER)).isTrue();
        assertThat(causes).containsExactly(CancelCause.USER);
    }

    @Test
    void aMachineThatGoesDownAsksNobody() {
        List<CancelCause> causes = new ArrayList<>();
        new MenuConsole.Asked(causes::add, () -> false, terminal, () -> 0).cancel(CancelCause.SHUTDOWN);
        assertThat(causes).containsExactly(CancelCause.SHUTDOWN);
    }
}
