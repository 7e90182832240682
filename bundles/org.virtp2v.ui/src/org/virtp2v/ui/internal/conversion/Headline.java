package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.text.Messages;

/**
 * The one line that is read from across the room, and in the window's title: how far it is, how long it still takes,
 * and when it is ready. Estimates that hardly differ do not change it, so it counts down and does not flicker.
 */
final class Headline {
    private static final Messages TEXT = Messages.beside(Headline.class);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    /** An estimate that is off by less than this is the same one: seconds, and a part of what is left. */
    private static final long TOLERANCE_SECONDS = 20;
    private static final long TOLERANCE_PART = 20;
    private static final long HOUR = 60;

    private final Supplier<LocalDateTime> clock;
    private @Nullable LocalDateTime ready;

    /**
     * @param clock
     *            the time of day here
     */
    Headline(Supplier<LocalDateTime> clock) {
        this.clock = clock;
    }

    /** The longest text that is usual, to find a font for it. */
    static String longest() {
        return TEXT.get("headline.left", "99", TEXT.get("headline.hours", "22", "22"),
                TEXT.get("headline.tomorrow", "22:22"));
    }

    /** The line. */
    String of(ConversionSnapshot now) {
        if (now.cancelling()) {
            return TEXT.get("headline.cancelling");
        }
        if (now.trying()) {
            return TEXT.get("headline.trying");
        }
        Progress total = now.total();
        if (!total.isCopying()) {
            ready = null;
            return total.percent() == 0 ? TEXT.get("headline.preparing") : TEXT.get("headline.finishing");
        }
        String percent = Integer.toString(total.percent());
        Duration left = total.timeLeft();
        if (left == null) {
            ready = null;
            return TEXT.get("headline.unknown", percent);
        }
        LocalDateTime present = clock.get();
        LocalDateTime end = steady(present, left);
        return TEXT.get("headline.left", percent, left(Duration.between(present, end)), ready(present, end));
    }

    /** The estimate of before as long as it is about the same. */
    private LocalDateTime steady(LocalDateTime present, Duration left) {
        LocalDateTime estimate = present.plus(left);
        LocalDateTime shown = ready;
        long tolerance = Math.max(TOLERANCE_SECONDS, left.toSeconds() / TOLERANCE_PART);
        if (shown == null || Math.abs(Duration.between(shown, estimate).toSeconds()) > tolerance) {
            shown = estimate;
        }
        ready = shown;
        return shown.isBefore(present) ? present : shown;
    }

    private static String left(Duration left) {
        long minutes = left.plusSeconds(HOUR / 2).toMinutes();
        return minutes < 1 ? TEXT.get("headline.soon")
                : minutes < HOUR ? TEXT.get("headline.minutes", Long.toString(minutes))
                        : TEXT.get("headline.hours", Long.toString(minutes / HOUR), Long.toString(minutes % HOUR));
    }

    private static String ready(LocalDateTime present, LocalDateTime end) {
        long days = ChronoUnit.DAYS.between(present.toLocalDate(), end.toLocalDate());
        String time = CLOCK.format(end);
        return days == 0 ? TEXT.get("headline.today", time)
                : days == 1 ? TEXT.get("headline.tomorrow", time)
                        : TEXT.get("headline.later", Long.toString(days), time);
    }
}
