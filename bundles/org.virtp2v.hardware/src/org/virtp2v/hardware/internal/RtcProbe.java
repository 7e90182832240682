package org.virtp2v.hardware.internal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Rtc;

/**
 * Compares the real-time clock with the system's time, and never sets either. A time that cannot be, as with an empty
 * battery, says nothing: the system took its own from the same clock.
 */
final class RtcProbe {
    private static final String RTC = "/sys/class/rtc/rtc0/";
    /** Time zones differ from UTC by multiples of this; the rest is drift. */
    private static final long STEP_SECONDS = Duration.ofMinutes(15).toSeconds();
    private static final long MIN_OFFSET_SECONDS = Duration.ofHours(-12).toSeconds();
    private static final long MAX_OFFSET_SECONDS = Duration.ofHours(14).toSeconds();

    /** Before it this program did not exist. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final SystemFiles files;
    private final Clock clock;

    /**
     * @param clock
     *            the system's time and time zone
     */
    RtcProbe(SystemFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /**
     * The time basis of the clock. A clock without an offset counts as UTC also where local time is UTC: that is what a
     * live system has, and it says nothing about the guest.
     */
    Rtc rtc() {
        var shown = shownTime();
        if (shown == null) {
            return Rtc.UNKNOWN;
        }
        var now = clock.instant();
        if (now.isBefore(EARLIEST) || now.isAfter(LATEST)) {
            return Rtc.UNKNOWN;
        }
        long ahead = shown.getEpochSecond() - now.getEpochSecond();
        long offset = Math.floorDiv(ahead + STEP_SECONDS / 2, STEP_SECONDS) * STEP_SECONDS;
        if (offset < MIN_OFFSET_SECONDS || offset > MAX_OFFSET_SECONDS) {
            return Rtc.UNKNOWN;
        }
        int localOffset = clock.getZone().getRules().getOffset(now).getTotalSeconds();
        return offset != 0 && offset == localOffset ? new Rtc(Rtc.Basis.LOCALTIME, 0)
                : new Rtc(Rtc.Basis.UTC, (int) offset);
    }

    /** The time that the clock shows, taken for UTC; null when it cannot be read. */
    private @Nullable Instant shownTime() {
        long seconds = files.number(RTC + "since_epoch", -1);
        if (seconds >= 0 && seconds <= Instant.MAX.getEpochSecond()) {
            return Instant.ofEpochSecond(seconds);
        }
        var date = files.text(RTC + "date");
        var time = files.text(RTC + "time");
        if (date == null || time == null) {
            return null;
        }
        try {
            return LocalDate.parse(date).atTime(LocalTime.parse(time)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
