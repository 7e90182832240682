package org.virtp2v.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.virtp2v.terminal.TerminalLine.Span;

/** The line that is being written. Characters beyond its longest length are lost. Not thread-safe. */
final class LineEditor {
    private static final int TAB = 8;

    private final char[] text;
    private final Rendition[] renditions;
    private int length;
    private int cursor;

    LineEditor(int longest) {
        text = new char[longest];
        renditions = new Rendition[longest];
    }

    /** Writes characters over those at the cursor. */
    void print(String from, int start, int end, Rendition rendition) {
        int count = Math.min(end - start, text.length - cursor);
        if (count > 0) {
            from.getChars(start, start + count, text, cursor);
            Arrays.fill(renditions, cursor, cursor + count, rendition);
            cursor += count;
            length = Math.max(length, cursor);
        }
    }

    /** Goes to the beginning. */
    void carriageReturn() {
        cursor = 0;
    }

    /** Goes one back. */
    void backspace() {
        cursor = Math.max(0, cursor - 1);
    }

    /** Goes to the next multiple of eight; cells that are passed for the first time are blank. */
    void tab() {
        int to = Math.min(text.length, (cursor / TAB + 1) * TAB);
        if (to > length) {
            Arrays.fill(text, length, to, ' ');
            Arrays.fill(renditions, length, to, Rendition.PLAIN);
            length = to;
        }
        cursor = to;
    }

    /** Removes the characters behind the cursor. */
    void eraseToEnd() {
        length = cursor;
    }

    /** Makes all of it blank; the cursor stays. */
    void eraseAll() {
        Arrays.fill(text, 0, cursor, ' ');
        Arrays.fill(renditions, 0, cursor, Rendition.PLAIN);
        length = cursor;
    }

    /** Begins a new line. */
    void clear() {
        length = 0;
        cursor = 0;
    }

    /** The line as it is now. */
    TerminalLine line() {
        boolean half = length == text.length && Character.isHighSurrogate(text[length - 1]);
        int end = half ? length - 1 : length;
        List<Span> spans = new ArrayList<>();
        for (int from = 0, to = 0; from < end; from = to) {
            while (to < end && renditions[to].equals(renditions[from])) {
                to++;
            }
            if (!renditions[from].equals(Rendition.PLAIN)) {
                spans.add(new Span(from, to, renditions[from]));
            }
        }
        return new TerminalLine(new String(text, 0, end), spans);
    }
}
