package org.virtp2v.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a terminal is.
 *
 * @param rows
 *            its lines
 * @param columns
 *            characters of a line
 */
public record TerminalSize(int rows, int columns) {
    /** That of the classic one. */
    public static final TerminalSize STANDARD = new TerminalSize(24, 80);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
    private static final Duration LIMIT = Duration.ofSeconds(2);
    /** What is smaller is no size: a serial line tells nothing. */
    private static final TerminalSize LEAST = new TerminalSize(5, 20);

    /**
     * That of a terminal now; the classic one where it does not tell, or where there is none.
     *
     * @param device
     *            its name, such as {@code /dev/tty}
     */
    public static TerminalSize of(String device) throws InterruptedException {
        var said = new ByteArrayOutputStream();
        try {
            LocalProgram.of("stty", "-F", device, "size").start(said, OutputStream.nullOutputStream()).await(LIMIT);
        } catch (IOException | TimeoutException e) {
            return STANDARD;
        }
        Matcher size = SIZE.matcher(said.toString(StandardCharsets.UTF_8));
        if (!size.matches()) {
            return STANDARD;
        }
        var told = new TerminalSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
        return told.rows < LEAST.rows || told.columns < LEAST.columns ? STANDARD : told;
    }
}
