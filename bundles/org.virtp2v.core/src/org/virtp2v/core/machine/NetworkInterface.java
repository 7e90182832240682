package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * A network port of this machine.
 *
 * @param name
 *            the kernel's name, such as {@code em1}
 * @param macAddress
 *            the address it was made with, not one that a bond gave it: six bytes in lower-case hexadecimal, separated
 *            by colons; null when it has none
 * @param vendor
 *            the maker's name from the PCI id list; null when unknown
 * @param driver
 *            the kernel module that drives it, such as {@code e1000}; null when unknown
 * @param kind
 *            what it is
 */
public record NetworkInterface(String name, @Nullable String macAddress, @Nullable String vendor,
        @Nullable String driver, Kind kind) {

    /** What a port is. */
    public enum Kind {
        ETHERNET,
        WIRELESS,
        /** No hypervisor connects a guest's card to it, and its address is none that such a card can have. */
        INFINIBAND,
        /** Leads to the machine's own service processor only. */
        SERVICE_PROCESSOR;

        /** Whether a guest gets it unless somebody says otherwise. */
        public boolean isForGuests() {
            return switch (this) {
                case ETHERNET, WIRELESS -> true;
                case INFINIBAND, SERVICE_PROCESSOR -> false;
            };
        }
    }

    /** An Ethernet port. */
    public NetworkInterface(String name, @Nullable String macAddress, @Nullable String vendor,
            @Nullable String driver) {
        this(name, macAddress, vendor, driver, Kind.ETHERNET);
    }

    /** An Ethernet port with an unknown driver. */
    public NetworkInterface(String name, @Nullable String macAddress, @Nullable String vendor) {
        this(name, macAddress, vendor, null);
    }
}
