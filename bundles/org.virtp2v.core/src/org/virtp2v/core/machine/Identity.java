package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * Vendor, product and serial number of the machine, from the firmware's tables (DMI, SMBIOS). Text that makers leave in
 * for nothing counts as unknown.
 *
 * @param vendor
 *            its maker; null when unknown
 * @param product
 *            its model; null when unknown
 * @param serial
 *            its serial number; null when unknown, or when this program does not run as root
 * @param uuid
 *            its UUID in lower case; null as the serial number
 * @param asset
 *            the number that its owner gave it; null as the serial number
 */
public record Identity(@Nullable String vendor, @Nullable String product, @Nullable String serial,
        @Nullable String uuid, @Nullable String asset) {
    /** Of a machine without this information. */
    public static final Identity UNKNOWN = new Identity(null, null, null, null, null);
}
