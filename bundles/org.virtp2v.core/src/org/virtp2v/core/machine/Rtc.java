package org.virtp2v.core.machine;

/**
 * How the real-time clock is set.
 *
 * @param basis
 *            time basis of the clock
 * @param offsetSeconds
 *            seconds that the clock is ahead of UTC (negative: behind); 0 unless the basis is {@link Basis#UTC}
 */
public record Rtc(Basis basis, int offsetSeconds) {

    /** The time basis of a clock; the names are those of {@code p2v.rtc.basis}. */
    public enum Basis {
        UNKNOWN, UTC, LOCALTIME
    }

    /** A clock that could not be read. */
    public static final Rtc UNKNOWN = new Rtc(Basis.UNKNOWN, 0);
}
