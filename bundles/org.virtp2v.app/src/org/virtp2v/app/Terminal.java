package org.virtp2v.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.TerminalFilter;
import org.virtp2v.exec.TerminalSize;

/**
 * Where the text mode writes: a terminal, with colours and a line at the bottom that is rewritten, or a file, with
 * plain lines only. Thread-safe.
 */
final class Terminal {
    /** Linux's names of terminals; the link is that of file descriptor 1. */
    private static final Pattern TERMINAL_NAME = Pattern.compile("/dev/(pts/\\d+|tty.*|console|hvc.*)");
    /** Without colours, and perhaps with a font that has letters only. */
    private static final Pattern SIMPLE = Pattern.compile("(vt\\d+.*|dumb|linux|ansi)");
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final String STANDARD_OUTPUT = "/proc/" + ProcessHandle.current().pid() + "/fd/1";
    /** A line of a console; one that is longer would be broken within a word, and could not be written again. */
    private static final int MOST_COLUMNS = 79;
    /** The line at the bottom is that of somebody who rewrites it each second, or oftener, if it is not older. */
    private static final long FRESH_NANOS = Duration.ofMillis(1500).toNanos();

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    /** Of its own, as a sequence of virt-v2v's may be cut off by a line of ours. */
    private final TerminalFilter passing;
    private final LongSupplier nanoTime;
    private final int columns;
    /** Whether the terminal may have no others than the letters of plain text. */
    private final boolean simple;
    private boolean atLineStart = true;
    private boolean asking;
    private boolean statusShown;
    /** Whether the line at the bottom is that of {@link #idle}; else when it was shown. */
    private boolean idling = true;
    private long statusAt;

    /** Text attributes (ECMA-48, SGR). */
    enum Style {
        PLAIN("0"), STAGE("1;32"), NOTE("1;34"), ERROR("1;31"), DIM("2");

        private final String sgr;

        Style(String sgr) {
            this.sgr = sgr;
        }
    }

    /**
     * @param out
     *            gets the text
     * @param terminal
     *            whether a person watches it on a terminal
     * @param colours
     *            whether to use colours
     */
    Terminal(PrintStream out, boolean terminal, boolean colours) {
        this(out, terminal, colours, System::nanoTime);
    }

    Terminal(PrintStream out, boolean terminal, boolean colours, LongSupplier nanoTime) {
        this(out, terminal, colours, false, MOST_COLUMNS, nanoTime);
    }

    private Terminal(PrintStream out, boolean terminal, boolean colours, boolean simple, int columns,
            LongSupplier nanoTime) {
        this.columns = columns;
        this.simple = simple;
        this.nanoTime = nanoTime;
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
        this.passing = new TerminalFilter(colours);
    }

    /**
     * For the text mode on the program's standard output.
     *
     * @param terminal
     *            whether a person watches it on a terminal
     * @param colours
     *            whether to use colours
     */
    static Terminal standard(PrintStream out, boolean terminal, boolean colours) {
        return new Terminal(out, terminal, colours, false, columns(terminal), System::nanoTime);
    }

    /**
     * For a menu on the terminal of this kind; on a serial line it is taken for the simplest one.
     *
     * @param kind
     *            the value of {@code TERM}; null: unknown
     * @param terminal
     *            whether a person watches it on a terminal
     */
    static Terminal ofKind(@Nullable String kind, PrintStream out, boolean terminal) {
        return ofKind(kind, out, terminal, columns(terminal));
    }

    static Terminal ofKind(@Nullable String kind, PrintStream out, boolean terminal, int columns) {
        boolean simple = kind == null || SIMPLE.matcher(kind).matches();
        return new Terminal(out, terminal, terminal && !simple, simple, columns, System::nanoTime);
    }

    /** The characters of a line of standard output, without the last one: it would move a line that is rewritten. */
    private static int columns(boolean terminal) {
        try {
            return terminal ? Math.min(MOST_COLUMNS, TerminalSize.of(STANDARD_OUTPUT).columns() - 1) : MOST_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return MOST_COLUMNS;
        }
    }

    /** Whether the program's standard output is a terminal. */
    static boolean isStandardOutput() {
        try {
            return TERMINAL_NAME.matcher(Files.readSymbolicLink(Path.of(STANDARD_OUTPUT)).toString()).matches();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the status line can be rewritten. */
    boolean rewritesStatus() {
        return terminal;
    }

    /** How many characters a line has that can be rewritten. */
    int columns() {
        return columns;
    }

    /** Whether a check mark can be expected to look like one; the fonts of the Linux console have none. */
    boolean showsSymbols() {
        return terminal && !simple && StandardCharsets.UTF_8.equals(out.charset())
                && !"linux".equals(System.getenv("TERM"));
    }

    /**
     * Writes one line, or several; what is quoted in them has no colours. On a terminal a long line is broken between
     * words.
     */
    synchronized void line(Style style, String message) {
        String text = shown(TerminalFilter.plain(message));
        write(style, terminal ? LineBreaks.within(columns, text) : text);
    }

    /** Writes one line that is never broken, because it may be copied from there. */
    synchronized void verbatim(String message) {
        write(Style.PLAIN, shown(TerminalFilter.plain(message)));
    }

    private void write(Style style, String text) {
        toLineStart();
        out.println(colours && style != Style.PLAIN ? "\u001b[" + style.sgr + "m" + text + "\u001b[0m" : text);
        out.flush();
    }

    /** Passes on a piece of virt-v2v's output, where there are to be colours with them; without other control. */
    synchronized void passOn(String piece) {
        String text = passing.pass(piece);
        if (text.isEmpty()) {
            return;
        }
        eraseStatus();
        out.print(text);
        out.flush();
        atLineStart = text.endsWith("\n");
    }

    /**
     * Shows or replaces the line at the bottom. Only where {@link #rewritesStatus()}; never in the middle of a line.
     */
    synchronized void status(String text) {
        idling = false;
        statusAt = nanoTime.getAsLong();
        rewrite(text);
    }

    /** The same, unless something else has been shown there a moment ago. */
    synchronized void idle(String text) {
        if (idling || !statusShown || nanoTime.getAsLong() - statusAt > FRESH_NANOS) {
            idling = true;
            rewrite(text);
        }
    }

    /** Shows a question, and waits at its end for what is typed; nothing is rewritten until it is {@link #answered}. */
    synchronized void prompt(String question) {
        toLineStart();
        out.print(LineBreaks.within(columns, shown(TerminalFilter.plain(question)).stripTrailing()) + " ");
        out.flush();
        asking = true;
        atLineStart = false;
    }

    /**
     * The question has an answer, or needs none any more.
     *
     * @param lineEnded
     *            whether the cursor is at the beginning of the next line, because the answer was shown
     */
    synchronized void answered(boolean lineEnded) {
        asking = false;
        atLineStart = atLineStart || lineEnded;
        toLineStart();
    }

    private void rewrite(String message) {
        if (terminal && atLineStart && !asking) {
            String text = shown(TerminalFilter.plain(message));
            out.print(ERASE_LINE
                    + (text.length() <= columns ? text : text.substring(0, columns - 1) + (simple ? ">" : "…")));
            out.flush();
            statusShown = true;
        }
    }

    private String shown(String text) {
        return simple ? text.replace("…", "...").replaceAll("[‘’]", "'").replaceAll("[“”„]", "\"").replace("×", "x")
                .replaceAll("[–—]", "-") : text;
    }

    private void eraseStatus() {
        if (statusShown) {
            out.print(ERASE_LINE);
            statusShown = false;
        }
    }

    private void toLineStart() {
        eraseStatus();
        if (!atLineStart) {
            out.println();
            atLineStart = true;
        }
    }
}
