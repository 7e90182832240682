package org.virtp2v.core.plan;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * When the network cards of a guest that is started before its disks are copied get their link. The guest has this
 * machine's hardware addresses, and this machine stays on: two that answer with one address reach nobody reliably.
 */
public enum GuestLink {
    /** From its start on. */
    UP,
    /** When its disks are complete, and this machine is not needed any more. */
    COMPLETE;

    /**
     * The hardware addresses of the guest that this system answers with.
     *
     * @param interfaces
     *            of the guest
     * @param answered
     *            the hardware addresses that this system has now
     * @return in lower case
     */
    public static Set<String> shared(List<GuestInterface> interfaces, Set<String> answered) {
        Set<String> shared = new TreeSet<>();
        interfaces.stream().map(GuestInterface::macAddress).filter(Objects::nonNull)
                .map(address -> address.toLowerCase(Locale.ROOT)).forEach(shared::add);
        shared.retainAll(answered.stream().map(address -> address.toLowerCase(Locale.ROOT)).toList());
        return shared;
    }

    /** Its name in the settings of {@code instant.py}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
