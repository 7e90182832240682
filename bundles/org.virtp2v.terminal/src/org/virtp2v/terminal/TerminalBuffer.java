package org.virtp2v.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the last lines of a program's output, in a bounded number of bytes. Text is parsed on the thread that brings
 * it; readers never wait for that, however much comes at once. Lines are counted from the first one ever. Thread-safe.
 */
public final class TerminalBuffer {
    /** Lines that are kept. */
    public static final int LINES = 10_000;
    /** Characters that are kept of a line. */
    public static final int LONGEST_LINE = 2000;
    /** Bytes that the lines may take in memory, roughly; then there are fewer of them. */
    private static final long MOST_BYTES = 16 << 20;
    private static final int LINE_BYTES = 120;
    private static final int SPAN_BYTES = 64;
    /** Characters after which readers see new output. */
    private static final int CHUNK = 4096;

    private final AtomicReferenceArray<Numbered> ring = new AtomicReferenceArray<>(LINES);
    private final LineEditor editor = new LineEditor(LONGEST_LINE);
    private final AnsiParser parser = new AnsiParser(editor, this::add);
    private long complete;
    /** Number of the first line that is kept. */
    private long first;
    private long bytes;
    private int widest;
    private volatile State state = new State(0, 0, new TerminalLine("", List.of()), 0, 0);

    /** A line that knows its number, so readers see when another one has taken its place. */
    private record Numbered(long number, TerminalLine line) {
    }

    /**
     * The view of readers.
     *
     * @param first
     *            number of the first line that is kept
     * @param complete
     *            number of complete lines so far
     * @param last
     *            the line that is being written; empty: none
     */
    private record State(long first, long complete, TerminalLine last, int widest, long version) {
        long end() {
            return last.text().isEmpty() ? complete : complete + 1;
        }
    }

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
    public synchronized void accept(String text) {
        for (int from = 0; from < text.length(); from += CHUNK) {
            parser.accept(text, from, Math.min(text.length(), from + CHUNK));
            TerminalLine last = editor.line();
            state = new State(first, complete, last, Math.max(widest, last.text().length()), state.version() + 1);
        }
    }

    private void add(TerminalLine line) {
        if (complete - first == LINES) {
            dropFirst();
        }
        ring.set((int) (complete % LINES), new Numbered(complete, line));
        complete++;
        bytes += bytes(line);
        while (bytes > MOST_BYTES) {
            dropFirst();
        }
        widest = Math.max(widest, line.text().length());
    }

    private void dropFirst() {
        Numbered dropped = ring.getAndSet((int) (first % LINES), null);
        if (dropped != null) {
            bytes -= bytes(dropped.line());
        }
        first++;
    }

    private static long bytes(TerminalLine line) {
        return LINE_BYTES + 2L * line.text().length() + (long) SPAN_BYTES * line.spans().size();
    }

    /** A number that changes with the text. */
    public long version() {
        return state.version();
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
        State now = state;
        long start = Math.clamp(from, now.first(), now.end());
        long end = Math.min(now.end(), start + count);
        List<TerminalLine> lines = new ArrayList<>();
        for (long i = start; i < end; i++) {
            TerminalLine line = i == now.complete() ? now.last() : kept(i);
            if (line == null) {
                lines.clear();
                start = i + 1;
            } else {
                lines.add(line);
            }
        }
        return new Lines(now.first(), now.end(), start, lines, now.widest());
    }

    /** A complete line; null when it has just been replaced by a newer one. */
    private @Nullable TerminalLine kept(long number) {
        Numbered entry = ring.get((int) (number % LINES));
        return entry != null && entry.number() == number ? entry.line() : null;
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
