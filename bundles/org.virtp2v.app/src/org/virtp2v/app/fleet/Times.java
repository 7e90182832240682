package org.virtp2v.app.fleet;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/** Times and amounts in few characters, for people. */
final class Times {
    private static final Messages TEXT = Messages.beside(Times.class);

    private Times() {
    }

    /** A duration in its two largest units, as {@code 3 h 12 min}. */
    static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return TEXT.get("seconds", String.valueOf(seconds));
        }
        if (seconds < 3600) {
            return TEXT.get("minutes", String.valueOf(seconds / 60));
        }
        return seconds < 86_400 ? TEXT.get("hours", String.valueOf(seconds / 3600), String.valueOf(seconds / 60 % 60))
                : TEXT.get("days", String.valueOf(seconds / 86_400), String.valueOf(seconds / 3600 % 24));
    }

    /** Whole seconds, for programs; null stays null. */
    static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }

    /** A rate in megabytes a second. */
    static String rate(long bytesPerSecond) {
        double megabytes = bytesPerSecond / 1e6;
        return (megabytes < 100 ? Numbers.decimal(megabytes, 1) : String.valueOf(Math.round(megabytes))) + " MB/s";
    }
}
