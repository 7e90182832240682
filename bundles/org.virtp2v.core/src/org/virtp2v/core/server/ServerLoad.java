package org.virtp2v.core.server;

import org.jspecify.annotations.Nullable;

/**
 * How busy a conversion server is.
 *
 * @param processors
 *            how many processors it has, at least 1
 * @param load
 *            how many of them have been busy on average in the last minute: the first number of {@code /proc/loadavg}
 * @param conversions
 *            how many conversions run there or are about to: those with a {@link RunSlot}, or processes of virt-v2v,
 *            whoever started them, whichever are more
 * @param slots
 *            how many conversions have a {@link RunSlot}, which are those that count where there is a limit
 * @param ahead
 *            how many machines wait for a slot there and came before; 0 where nobody has to wait
 * @param freeBytes
 *            how much fits into the place that was asked about, in bytes; null: unknown, or there was none
 */
public record ServerLoad(int processors, double load, int conversions, int slots, int ahead, @Nullable Long freeBytes) {
    /** A conversion that copies a disk has one processor busy; virt-v2v's appliance another one, for a part of it. */
    private static final double PROCESSORS_A_CONVERSION = 1;

    /** The share of its processors that are busy or will be, with one more conversion. */
    public double share() {
        return (Math.max(load, conversions * PROCESSORS_A_CONVERSION) + PROCESSORS_A_CONVERSION) / processors;
    }

    /** Whether it has a slot for one more conversion. */
    public boolean hasSlot(int limit) {
        return slots + ahead < limit;
    }
}
