package org.virtp2v.ui.internal.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the last lines of what a program prints. Text is understood on the thread that brings it, so however much comes
 * at once, who looks waits for no more than one small piece of it. Lines are counted from the first one ever. Thread-safe.
 */
public final class TerminalBuffer {
    /** Lines that are kept. */
    public static final int LINES = 10_000;
    /** Characters that are kept of a line. */
    public static final int LONGEST_LINE = 2000;
    /** Characters that are understood without letting others look in between. */
    private static final int CHUNK = 4096;

    /** Fair, so who looks comes next, even while text comes without a pause. */
    private final ReentrantLock lock = new ReentrantLock(true);
    private final TerminalLine[] ring = new TerminalLine[LINES];
    private final LineEditor editor = new LineEditor(LONGEST_LINE);
    private final AnsiParser parser = new AnsiParser(editor, this::add);
    /** Number of complete lines so far. */
    private long complete;
    private long version;
    private int widest;

    /**
     * Some lines.
     *
     * @param first
     *            number of the first line that is kept
     * @param end
     *            number after the last line, the one being written included
     * @param from
     *            number of the first line in the list
     * @param lines
     *            the lines
     * @param widest
     *            characters of the longest line so far
     */
    public record Lines(long first, long end, long from, List<TerminalLine> lines, int widest) {
    }

    /** Takes the next piece of text. */
    public void accept(String text) {
        for (int from = 0; from < text.length(); from += CHUNK) {
            lock.lock();
            try {
                parser.accept(text, from, Math.min(text.length(), from + CHUNK));
                version++;
            } finally {
                lock.unlock();
            }
        }
    }

    private void add(TerminalLine line) {
        ring[(int) (complete++ % LINES)] = line;
        widest = Math.max(widest, line.text().length());
    }

    /** A number that changes with the text. */
    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Some of the lines; fewer where they are not there.
     *
     * @param from
     *            number of the first that is wanted
     * @param count
     *            how many
     */
    public Lines lines(long from, int count) {
        lock.lock();
        try {
            long first = Math.max(0, complete - LINES);
            long end = editor.isEmpty() ? complete : complete + 1;
            long start = Math.clamp(from, first, end);
            List<TerminalLine> lines = new ArrayList<>();
            for (long i = start; i < end && lines.size() < count; i++) {
                lines.add(i == complete ? editor.line() : ring[(int) (i % LINES)]);
            }
            int last = lines.isEmpty() ? 0 : lines.getLast().text().length();
            return new Lines(first, end, start, lines, Math.max(widest, last));
        } finally {
            lock.unlock();
        }
    }

    /** All lines that are kept. */
    public Lines all() {
        return lines(0, LINES + 1);
    }

    /** The text of all lines that are kept. */
    public String text() {
        StringBuilder text = new StringBuilder();
        all().lines().forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }
}
