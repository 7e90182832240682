package org.virtp2v.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Parses the output of a program for a terminal: lines, colours and bold (ECMA-48, SGR), carriage return, backspace,
 * tab, and erasing in the line. Other control sequences are left out. Pieces may end anywhere, also within a sequence.
 * Not thread-safe.
 */
final class AnsiParser {
    private static final char ESC = '\u001b';
    private static final char BELL = '\u0007';
    private static final char DELETE = '\u007f';
    private static final char CANCEL = '\u0018';
    private static final char SUBSTITUTE = '\u001a';
    private static final char CSI = '\u009b';
    private static final char STRING_TERMINATOR = '\u009c';
    /** More of a sequence is not kept. */
    private static final int LONGEST_SEQUENCE = 64;

    private final LineEditor line;
    private final Consumer<TerminalLine> finished;
    private final StringBuilder parameters = new StringBuilder();
    private State state = State.TEXT;
    private Rendition rendition = Rendition.PLAIN;

    private enum State {
        TEXT, ESCAPE, INTERMEDIATE, CONTROL_SEQUENCE, STRING, STRING_ESCAPE
    }

    /**
     * @param finished
     *            gets each line that is complete
     */
    AnsiParser(LineEditor line, Consumer<TerminalLine> finished) {
        this.line = line;
        this.finished = finished;
    }

    /** Takes the next characters. */
    void accept(String piece, int from, int to) {
        int i = from;
        while (i < to) {
            if (state == State.TEXT) {
                int end = i;
                while (end < to && !isControl(piece.charAt(end))) {
                    end++;
                }
                line.print(piece, i, end, rendition);
                i = end;
            }
            if (i < to) {
                next(piece.charAt(i++));
            }
        }
    }

    /** Also those with a function of their own in eight bits (C1). */
    private static boolean isControl(char c) {
        return c < ' ' || c >= DELETE && c <= '\u009f' || turns(c);
    }

    /** What embeds, overrides or isolates a direction of writing: a line shows what is in it, in its order. */
    private static boolean turns(char c) {
        return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }

    private void next(char c) {
        switch (state) {
            case TEXT -> control(c);
            case ESCAPE -> escape(c);
            case INTERMEDIATE -> {
                if (isControl(c)) {
                    state = State.TEXT;
                    control(c);
                } else if (c > '/') {
                    state = State.TEXT;
                }
            }
            case CONTROL_SEQUENCE -> sequence(c);
            case STRING -> {
                if (c == BELL || c == STRING_TERMINATOR || c == CANCEL || c == SUBSTITUTE) {
                    state = State.TEXT;
                } else if (c == ESC) {
                    state = State.STRING_ESCAPE;
                } else if (c == '\n') {
                    // A string never ends behind its line: rather show too much than nothing any more.
                    state = State.TEXT;
                    control(c);
                }
            }
            case STRING_ESCAPE -> {
                if (c == '\\') {
                    state = State.TEXT;
                } else {
                    escape(c);
                }
            }
        }
    }

    private void control(char c) {
        switch (c) {
            case '\n' -> {
                finished.accept(line.line());
                line.clear();
            }
            case '\r' -> line.carriageReturn();
            case '\b' -> line.backspace();
            case '\t' -> line.tab();
            case ESC -> state = State.ESCAPE;
            case CSI -> beginSequence();
            case '\u0090', '\u0098', '\u009d', '\u009e', '\u009f' -> state = State.STRING;
            default -> {
                // Means nothing here.
            }
        }
    }

    private void escape(char c) {
        switch (c) {
            case '[' -> beginSequence();
            case ']', 'P', 'X', '^', '_' -> state = State.STRING;
            default -> {
                state = c >= ' ' && c <= '/' ? State.INTERMEDIATE : State.TEXT;
                if (isControl(c)) {
                    control(c);
                }
            }
        }
    }

    private void beginSequence() {
        parameters.setLength(0);
        state = State.CONTROL_SEQUENCE;
    }

    private void sequence(char c) {
        if (c >= '@' && c <= '~') {
            state = State.TEXT;
            perform(c);
        } else if (isControl(c)) {
            state = State.TEXT;
            control(c);
        } else if (parameters.length() < LONGEST_SEQUENCE) {
            parameters.append(c);
        }
    }

    private void perform(char function) {
        boolean known = parameters.chars().allMatch(p -> p == ';' || p == ':' || p >= '0' && p <= '9');
        if (!known) {
            return;
        }
        List<Integer> numbers = numbers();
        if (function == 'm') {
            rendition = rendition.select(numbers);
        } else if (function == 'K') {
            int what = numbers.isEmpty() ? 0 : numbers.getFirst();
            if (what == 0) {
                line.eraseToEnd();
            } else if (what == 2) {
                line.eraseAll();
            }
        }
    }

    private List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        if (!parameters.isEmpty()) {
            for (String number : parameters.toString().split("[;:]", -1)) {
                numbers.add(number.isEmpty() || number.length() > 4 ? 0 : Integer.parseInt(number));
            }
        }
        return numbers;
    }
}
