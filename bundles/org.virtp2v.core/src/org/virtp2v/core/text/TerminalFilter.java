package org.virtp2v.core.text;

/**
 * Lets text from outside (a server, a disk, a card) reach a terminal or serial line without letting it control that:
 * only colours and other renditions (ECMA-48, SGR) and erasing in the line (EL) pass, besides text, line feeds,
 * carriage returns, tabs and backspaces. All else is left out: OSC, with which a clipboard is written, DCS, APC, PM and
 * SOS, resets, the 8-bit forms of all of these, and characters that turn the direction of what follows. It keeps its
 * state, so pieces may end anywhere. A string that is not terminated ends with its line, so that it cannot hide what
 * comes after it. Not thread-safe.
 */
public final class TerminalFilter {
    private static final char ESC = '\u001b';
    private static final char BELL = '\u0007';
    private static final char CANCEL = '\u0018';
    private static final char SUBSTITUTE = '\u001a';
    private static final char CSI = '\u009b';
    private static final char STRING_TERMINATOR = '\u009c';
    /** Longer ones mean nothing that passes. */
    private static final int LONGEST_SEQUENCE = 64;

    private final boolean renditions;
    private final StringBuilder sequence = new StringBuilder();
    private State state = State.TEXT;

    private enum State {
        TEXT, ESCAPE, INTERMEDIATE, CONTROL_SEQUENCE, STRING, STRING_ESCAPE
    }

    /**
     * @param renditions
     *            whether colours and erasing pass
     */
    public TerminalFilter(boolean renditions) {
        this.renditions = renditions;
    }

    /** A whole text as people read it: without control, line feeds and tabs excepted. */
    public static String plain(String text) {
        String passed = new TerminalFilter(false).pass(text);
        return passed.indexOf('\r') < 0 && passed.indexOf('\b') < 0 ? passed
                : passed.replace("\r\n", "\n").replace("\r", "").replace("\b", "");
    }

    /** What of the next piece may pass. */
    public String pass(String piece) {
        StringBuilder out = new StringBuilder(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            next(piece.charAt(i), out);
        }
        return out.toString();
    }

    private void next(char c, StringBuilder out) {
        switch (state) {
            case TEXT -> text(c, out);
            case ESCAPE -> escape(c, out);
            case INTERMEDIATE -> {
                if (c < ' ' || isC1(c)) {
                    text(c, out);
                } else if (c > '/') {
                    state = State.TEXT;
                }
            }
            case CONTROL_SEQUENCE -> sequence(c, out);
            case STRING -> string(c, out);
            case STRING_ESCAPE -> {
                if (c == '\\') {
                    state = State.TEXT;
                } else {
                    // ESC ends the string, and begins something else.
                    escape(c, out);
                }
            }
        }
    }

    private void text(char c, StringBuilder out) {
        state = State.TEXT;
        if (c == ESC) {
            state = State.ESCAPE;
        } else if (c == CSI) {
            begin();
        } else if (c == '\u0090' || c == '\u0098' || c >= '\u009d' && c <= '\u009f') {
            state = State.STRING;
        } else if (c >= ' ' ? c != '\u007f' && !isC1(c) && !turns(c)
                : c == '\n' || c == '\r' || c == '\t' || c == '\b') {
            out.append(c);
        }
    }

    private static boolean isC1(char c) {
        return c >= '\u0080' && c <= '\u009f';
    }

    /** What embeds, overrides or isolates a direction of writing. */
    private static boolean turns(char c) {
        return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }

    private void escape(char c, StringBuilder out) {
        switch (c) {
            case '[' -> begin();
            case ']', 'P', 'X', '^', '_' -> state = State.STRING;
            default -> {
                if (c < ' ' || isC1(c)) {
                    text(c, out);
                } else {
                    state = c <= '/' ? State.INTERMEDIATE : State.TEXT;
                }
            }
        }
    }

    private void begin() {
        sequence.setLength(0);
        state = State.CONTROL_SEQUENCE;
    }

    private void sequence(char c, StringBuilder out) {
        if (c < ' ' || c > '~') {
            text(c, out);
        } else if (c >= '@') {
            state = State.TEXT;
            if (renditions && (c == 'm' || c == 'K') && isPlain()) {
                out.append(ESC).append('[').append(sequence).append(c);
            }
        } else if (sequence.length() <= LONGEST_SEQUENCE) {
            sequence.append(c);
        }
    }

    /** Private parameters and intermediate characters make another function of it. */
    private boolean isPlain() {
        return sequence.length() <= LONGEST_SEQUENCE
                && sequence.chars().allMatch(c -> c == ';' || c == ':' || c >= '0' && c <= '9');
    }

    private void string(char c, StringBuilder out) {
        if (c == ESC) {
            state = State.STRING_ESCAPE;
        } else if (c == BELL || c == STRING_TERMINATOR || c == CANCEL || c == SUBSTITUTE) {
            state = State.TEXT;
        } else if (c == '\n') {
            text(c, out);
        }
    }
}
