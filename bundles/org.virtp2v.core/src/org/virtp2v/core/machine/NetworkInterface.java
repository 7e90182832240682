package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * A network interface of this machine.
 *
 * @param name
 *            the kernel's name, such as {@code em1}
 * @param macAddress
 *            six bytes in lower-case hexadecimal, separated by colons; null when it has none
 * @param vendor
 *            the maker's name from the PCI id list; null when unknown
 * @param driver
 *            the kernel module that drives it, such as {@code e1000}; null when unknown
 */
public record NetworkInterface(String name, @Nullable String macAddress, @Nullable String vendor,
        @Nullable String driver) {

    /** An interface with an unknown driver. */
    public NetworkInterface(String name, @Nullable String macAddress, @Nullable String vendor) {
        this(name, macAddress, vendor, null);
    }
}
