package org.virtp2v.core.output;

import java.util.List;

/**
 * One of virt-v2v's output options that a field of a target can stand for; see virt-v2v(1).
 *
 * @param flag
 *            the option
 * @param name
 *            the name before the {@code =} of an {@code -oo}; empty for the other options
 */
public record VirtV2vOption(String flag, String name) {
    /** The management system or hypervisor that virt-v2v connects to. */
    public static final VirtV2vOption CONNECTION = new VirtV2vOption("-oc", "");
    /** Where the disks go. */
    public static final VirtV2vOption STORAGE = new VirtV2vOption("-os", "");
    /** The format of the disks. */
    public static final VirtV2vOption FORMAT = new VirtV2vOption("-of", "");

    /** {@code -oo NAME} or {@code -oo NAME=VALUE}. */
    public static VirtV2vOption misc(String name) {
        return new VirtV2vOption("-oo", name);
    }

    /** Whether it is one of several {@code -oo}. */
    public boolean isMisc() {
        return "-oo".equals(flag);
    }

    /** Whether that {@code -oo} is this one. */
    boolean isIn(String misc) {
        return isMisc() && (misc.equals(name) || misc.startsWith(name + "="));
    }

    /** As people write it: {@code -oc}, or {@code -oo server-id}. */
    @Override
    public String toString() {
        return String.join(" ", name.isEmpty() ? List.of(flag) : List.of(flag, name));
    }
}
