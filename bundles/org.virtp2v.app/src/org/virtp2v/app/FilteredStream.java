package org.virtp2v.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import org.virtp2v.core.text.TerminalFilter;

/**
 * Puts {@link TerminalFilter} before standard output and standard error, whoever writes there: messages, logs and
 * traces may all quote a server or a disk. The text is UTF-8. Thread-safe.
 */
final class FilteredStream extends OutputStream {
    private static final int LONGEST_CHARACTER = 4;

    private final OutputStream out;
    private final TerminalFilter filter = new TerminalFilter(true);
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] begun = {};

    FilteredStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] { (byte) value }, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(begun.length + length).put(begun).put(bytes, offset, length).flip();
        CharBuffer text = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
        decoder.reset().decode(in, text, false);
        begun = new byte[in.remaining()];
        in.get(begun);
        out.write(filter.pass(text.flip().toString()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
