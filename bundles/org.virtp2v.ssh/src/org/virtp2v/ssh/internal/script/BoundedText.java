package org.virtp2v.ssh.internal.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * An answer of the server: the first mebibyte of it, whatever the server sends. Bytes that are not UTF-8 become U+FFFD.
 */
public final class BoundedText {
    /** Bytes that are kept. */
    public static final int LIMIT = 1 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    /** Takes the next piece; drops what is beyond the limit. */
    public void add(byte[] piece) {
        kept.write(piece, 0, Math.min(piece.length, LIMIT - kept.size()));
    }

    public boolean isEmpty() {
        return kept.size() == 0;
    }

    /** Whether nothing more is kept. */
    public boolean isFull() {
        return kept.size() == LIMIT;
    }

    /** A number that the server says; null when it is none that could be right. */
    public static @Nullable Long number(String text) {
        return text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    }

    /**
     * The last line of an answer that has what programs say of errors in it: a loader may say something of each program
     * that is started (LD_PRELOAD).
     */
    public static String lastLine(String answer) {
        String text = answer.strip();
        return text.substring(text.lastIndexOf('\n') + 1).strip();
    }

    /** The start of a text for a message, on one line and without control characters. */
    public static String excerpt(String text, int longest) {
        String plain = Terminal.plain(text).replace('\n', ' ').strip();
        if (plain.length() <= longest) {
            return plain;
        }
        boolean half = Character.isHighSurrogate(plain.charAt(longest - 1));
        return plain.substring(0, half ? longest - 1 : longest) + "…";
    }

    @Override
    public String toString() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
