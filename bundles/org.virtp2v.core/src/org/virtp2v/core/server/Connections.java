package org.virtp2v.core.server;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How many SSH connections carry one disk. More than one needs the relay on the server, which spreads the disk's
 * requests over them.
 *
 * @param most
 *            how many there may be, 1 to {@value #MOST}
 * @param automatic
 *            whether a further one is kept only where it has raised the rate; else there are as many as there may be
 * @param enough
 *            the rate of all disks together, in bytes per second, from which on no further one is made automatically
 */
public record Connections(int most, boolean automatic, long enough) {
    /** The largest number that can be given. */
    public static final int MOST = 16;
    /** At most so many automatically. */
    private static final int MOST_AUTOMATIC = 4;
    /** As many as help, if nothing else is said. */
    public static final Connections AUTO = new Connections(MOST_AUTOMATIC, true, Long.MAX_VALUE);

    private static final String WORD = "auto";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}");

    /**
     * @throws IllegalArgumentException
     *             when the number is not one of 1 to {@value #MOST}
     */
    public Connections {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(Integer.toString(most));
        }
    }

    /** This number of connections, whether they help or not. */
    public static Connections exactly(int number) {
        return new Connections(number, false, Long.MAX_VALUE);
    }

    /**
     * Reads the word {@code auto} or a number.
     *
     * @throws IllegalArgumentException
     *             when it is neither
     */
    public static Connections parse(String text) {
        if (text.toLowerCase(Locale.ROOT).equals(WORD)) {
            return AUTO;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return exactly(Integer.parseInt(text));
    }

    /** The same, but this rate of all disks together is enough; in bytes per second. */
    public Connections upTo(long bytesPerSecond) {
        return new Connections(most, automatic, bytesPerSecond);
    }

    /** As it is read. */
    public String text() {
        return automatic ? WORD : Integer.toString(most);
    }
}
