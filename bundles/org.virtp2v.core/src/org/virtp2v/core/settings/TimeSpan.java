package org.virtp2v.core.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Durations as users write them: a whole number of seconds, or one with a unit: {@code s}, {@code m} or {@code h} for
 * seconds, minutes and hours, in either case.
 */
public final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(\\d+)\\s*([SMH]?)");

    private TimeSpan() {
    }

    /**
     * Reads a duration.
     *
     * @throws NumberFormatException
     *             when it has another form, or more seconds than fit in 31 bits
     */
    static Duration parse(String text) {
        var matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new NumberFormatException(text);
        }
        long unit = switch (matcher.group(2)) {
            case "M" -> 60;
            case "H" -> 3600;
            default -> 1;
        };
        long seconds = Integer.parseInt(matcher.group(1)) * unit;
        if (seconds > Integer.MAX_VALUE) {
            throw new NumberFormatException(text);
        }
        return Duration.ofSeconds(seconds);
    }

    /** A duration of whole seconds for people: {@code 60 min}, or {@code 45 s}. */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds == 0 || seconds % 60 != 0 ? seconds + " s" : seconds / 60 + " min";
    }

    /** Writes a duration of whole seconds as it is read, in minutes when it has only such. */
    static String write(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds == 0 || seconds % 60 != 0 ? Long.toString(seconds) : seconds / 60 + "m";
    }
}
