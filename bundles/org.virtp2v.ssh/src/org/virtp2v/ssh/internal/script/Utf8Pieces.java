package org.virtp2v.ssh.internal.script;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 that comes in pieces which may end within a character. Bytes that are not UTF-8 become U+FFFD. */
public final class Utf8Pieces {
    private static final int LONGEST = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer begun = ByteBuffer.allocate(LONGEST);

    /** The characters that are complete now. */
    public String decode(byte[] piece) {
        return decode(piece, false);
    }

    /** The rest of a character that was never completed. */
    public String end() {
        String rest = decode(new byte[0], true);
        decoder.reset();
        return rest;
    }

    private String decode(byte[] piece, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(begun.position() + piece.length);
        in.put(begun.flip()).put(piece).flip();
        begun.clear();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, last);
        begun.put(in);
        return out.flip().toString();
    }
}
