package org.virtp2v.app.fleet;

import java.io.PrintStream;
import java.util.List;

/** A terminal that is written anew each time (ECMA-48). What is written must be free of control from outside. */
final class Screen {
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String CLEAR = "\u001b[2J";

    private final PrintStream out;
    private boolean begun;

    /**
     * @param out
     *            the terminal itself
     */
    Screen(PrintStream out) {
        this.out = out;
    }

    /** Shows lines, each of which fits. */
    void show(List<String> lines) {
        StringBuilder text = new StringBuilder(begun ? HOME : CLEAR + HOME);
        begun = true;
        lines.forEach(line -> text.append(line).append(ERASE_LINE).append("\r\n"));
        out.print(text.append(ERASE_BELOW));
        out.flush();
    }
}
