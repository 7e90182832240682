package org.virtp2v.terminal;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The selection in the output: from its anchor to its end. Not thread-safe. */
final class TerminalSelection {
    private Position anchor = new Position(0, 0);
    private Position caret = anchor;

    /**
     * Between two characters.
     *
     * @param line
     *            number of the line
     * @param index
     *            of the character behind it
     */
    record Position(long line, int index) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            int lines = Long.compare(line, other.line);
            return lines != 0 ? lines : Integer.compare(index, other.index);
        }
    }

    /** Begins anew. */
    void begin(Position position) {
        anchor = position;
        caret = position;
    }

    /** Goes on to a place. */
    void extend(Position position) {
        caret = position;
    }

    boolean isEmpty() {
        return anchor.equals(caret);
    }

    private Position start() {
        return anchor.compareTo(caret) <= 0 ? anchor : caret;
    }

    private Position end() {
        return anchor.compareTo(caret) <= 0 ? caret : anchor;
    }

    /** The part of a line that is selected, as first and last index; null: none. */
    int @Nullable [] part(long line, int length) {
        if (isEmpty() || line < start().line() || line > end().line()) {
            return null;
        }
        int from = line == start().line() ? Math.min(start().index(), length) : 0;
        int to = line == end().line() ? Math.min(end().index(), length) : length;
        return from < to ? new int[] { from, to - 1 } : null;
    }

    /** The selected text; lines that are no longer kept are missing. */
    String text(TerminalBuffer buffer) {
        if (isEmpty()) {
            return "";
        }
        int count = (int) Math.min(TerminalBuffer.LINES + 1L, end().line() - start().line() + 1);
        TerminalBuffer.Lines lines = buffer.lines(start().line(), count);
        StringBuilder text = new StringBuilder();
        List<TerminalLine> list = lines.lines();
        for (int i = 0; i < list.size() && lines.from() + i <= end().line(); i++) {
            String line = list.get(i).text();
            int[] part = part(lines.from() + i, line.length());
            text.append(i > 0 ? "\n" : "").append(part == null ? "" : line.substring(part[0], part[1] + 1));
        }
        return text.toString();
    }
}
