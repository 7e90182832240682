package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class FilteredStreamTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void filtersWhateverIsPrintedAtOnce() {
        var out = new PrintStream(new FilteredStream(bytes), true, StandardCharsets.UTF_8);
        out.print("a \u001b[31mré\uD83D\uDE00d\u001b[0m \u001b]52;c;x\u0007b\u001b");
        out.print("c\u009b2Jd");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a \u001b[31mré\uD83D\uDE00d\u001b[0m bd");
    }

    @Test
    void understandsCharactersThatComeInParts() throws IOException {
        var out = new FilteredStream(bytes);
        for (byte b : "é\u009b6n\uD83D\uDE00".getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("é\uD83D\uDE00");
        // No UTF-8: a terminal that is not told of that would take it for CSI.
        out.write(new byte[] { (byte) 0x9b, '2', 'J' });
        assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("\uFFFD2J");
    }
}
