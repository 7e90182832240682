package org.virtp2v.core.text;

import java.time.Duration;
import java.util.Locale;

/** Numbers and durations as people write them who read the messages in their language. */
public final class Numbers {
    private static final Messages TEXT = Messages.beside(Numbers.class);

    private static final long HALF_A_MINUTE = 30;
    private static final long HOUR = 60;

    private Numbers() {
    }

    /**
     * A number with decimals.
     *
     * @param decimals
     *            how many there are, at least 1
     */
    public static String decimal(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number).replace(".", TEXT.get("decimalPoint"));
    }

    /**
     * A duration as people say it, with as much as they want to know: {@code less than a minute}, {@code about 4
     * minutes}, {@code about 1 h 20 min}.
     */
    public static String about(Duration duration) {
        long minutes = duration.plusSeconds(HALF_A_MINUTE).toMinutes();
        return minutes < 1 ? TEXT.get("about.soon") : minutes == 1 ? TEXT.get("about.minute")
                : minutes < HOUR ? TEXT.get("about.minutes", Long.toString(minutes))
                        : TEXT.get("about.hours", Long.toString(minutes / HOUR), Long.toString(minutes % HOUR));
    }

    /** A duration: {@code 0:07}, {@code 12:30} or {@code 1:02:03}; a negative one is none. */
    public static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
