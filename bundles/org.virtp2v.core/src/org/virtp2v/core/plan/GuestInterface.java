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
 */
public record GuestInterface(String name, @Nullable String macAddress, String network) {
}
