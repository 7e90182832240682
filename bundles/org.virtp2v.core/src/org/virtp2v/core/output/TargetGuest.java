package org.virtp2v.core.output;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Firmware;

/**
 * The properties of the guest that a target may need.
 *
 * @param name
 *            its name
 * @param memoryBytes
 *            its memory in bytes
 * @param vcpus
 *            number of virtual CPUs
 * @param firmware
 *            the firmware of the machine
 * @param windows
 *            whether Windows was seen on its disks
 * @param disks
 *            the names that virt-v2v gives the files of the disks, where it makes such: {@code NAME-sda} …
 * @param interfaces
 *            the network interfaces
 */
public record TargetGuest(String name, long memoryBytes, int vcpus, Firmware firmware, boolean windows,
        List<String> disks, List<Nic> interfaces) {

    /**
     * A network interface.
     *
     * @param macAddress
     *            its hardware address, such as {@code 52:54:00:01:02:03}; null: not known
     * @param network
     *            the network it is connected to
     */
    public record Nic(@Nullable String macAddress, String network) {
    }

    public TargetGuest {
        disks = List.copyOf(disks);
        interfaces = List.copyOf(interfaces);
    }
}
