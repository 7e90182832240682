package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * What a drive says of its own health (SMART), read without a test. Counters are those of the drive's whole life,
 * except that of pending sectors. A null is not known: many drives, all controllers of RAID arrays and most adapters
 * for USB tell only a part, or nothing.
 *
 * @param passed
 *            the drive's own verdict: whether it does not expect to fail
 * @param pendingSectors
 *            sectors that could not be read and will be replaced when they are written (ATA attribute 197)
 * @param uncorrectableErrors
 *            sectors that an ATA drive could not read in its own test (attribute 198), errors of reading that a SAS
 *            drive could not correct, or media errors of NVMe
 * @param reallocatedSectors
 *            sectors that have been replaced (ATA attribute 5, the list of grown defects of SAS); their data was not
 *            necessarily lost
 * @param flash
 *            what NVMe tells besides
 */
public record DriveHealth(@Nullable Boolean passed, @Nullable Long pendingSectors, @Nullable Long uncorrectableErrors,
        @Nullable Long reallocatedSectors, @Nullable Flash flash) {
    /** A drive that says nothing. */
    public static final DriveHealth UNKNOWN = new DriveHealth(null, null, null, null, null);

    /**
     * The state of flash memory, from the health information log of NVMe.
     *
     * @param criticalWarning
     *            its bits, 0 when there is no warning
     * @param sparePercent
     *            how much of the spare capacity is left, in percent
     * @param usedPercent
     *            how much of the expected life is over, in percent; may be more than 100
     */
    public record Flash(int criticalWarning, int sparePercent, int usedPercent) {
    }

    /** Whether the drive expects to fail. */
    public boolean isFailing() {
        return Boolean.FALSE.equals(passed);
    }

    /** Whether there are, or were, sectors that it could not read. */
    public boolean isUnreadable() {
        return isMore(pendingSectors) || isMore(uncorrectableErrors);
    }

    /** Whether sectors were replaced. */
    public boolean isReallocated() {
        return isMore(reallocatedSectors);
    }

    private static boolean isMore(@Nullable Long count) {
        return count != null && count > 0;
    }
}
