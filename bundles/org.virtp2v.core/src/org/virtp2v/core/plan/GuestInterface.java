package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;

/**
 * A network interface of the guest.
 *
 * @param name
 *            the physical interface it stands for
 * @param macAddress
 *            its hardware address; null: a new one
 * @param network
 *            the target network it is connected to
 * @param model
 *            its hardware in virt-v2v's input ({@code model/@type}): {@code e1000}, {@code rtl8139} or {@code
 *            virtio}; null leaves it to virt-v2v
 */
public record GuestInterface(String name, @Nullable String macAddress, String network, @Nullable String model) {

    /** An interface without its hardware in virt-v2v's input. */
    public GuestInterface(String name, @Nullable String macAddress, String network) {
        this(name, macAddress, network, null);
    }
}
