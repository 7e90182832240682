package org.virtp2v.app.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.exec.LocalProgram;

/** A terminal that is written anew each time (ECMA-48). What is written must be free of control from outside. */
final class Screen {
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String CLEAR = "\u001b[2J";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final PrintStream out;
    private boolean begun;

    /**
     * @param out
     *            the terminal itself
     */
    Screen(PrintStream out) {
        this.out = out;
    }

    /**
     * How large a terminal is.
     *
     * @param rows
     *            lines, one of which is for the cursor
     * @param columns
     *            characters of a line
     */
    record Size(int rows, int columns) {
        /** That of the classic one. */
        static final Size STANDARD = new Size(24, 80);
    }

    /** How large it is now. */
    static Size size() throws InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            LocalProgram.of("stty", "-F", "/dev/tty", "size").start(said, OutputStream.nullOutputStream()).await(LIMIT);
        } catch (IOException | TimeoutException e) {
            return Size.STANDARD;
        }
        Matcher size = SIZE.matcher(said.toString(StandardCharsets.UTF_8));
        if (!size.matches()) {
            return Size.STANDARD;
        }
        int rows = Integer.parseInt(size.group(1));
        int columns = Integer.parseInt(size.group(2));
        // A serial line tells nothing.
        return rows < 5 || columns < 20 ? Size.STANDARD : new Size(rows, columns);
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
