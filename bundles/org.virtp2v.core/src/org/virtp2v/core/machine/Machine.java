package org.virtp2v.core.machine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this physical machine has, as far as a guest can be told about it. A snapshot: nothing in it changes when the
 * hardware does.
 *
 * @param hostName
 *            the kernel's host name, possibly with a domain; empty when unknown
 * @param cpu
 *            the processors
 * @param memoryBytes
 *            RAM in bytes as the kernel counts it (a little less than what is built in)
 * @param acpi
 *            whether the firmware has ACPI tables
 * @param rtc
 *            how the real-time clock is set
 * @param firmware
 *            how the machine was booted
 * @param disks
 *            fixed disks, sorted by name, including the one that carries the running system
 * @param removableDrives
 *            CD and DVD drives, sorted by name
 * @param interfaces
 *            network interfaces, sorted by name
 * @param identity
 *            who it is
 * @param trust
 *            Secure Boot and TPM
 * @param diskGroups
 *            which of the disks belong together
 */
public record Machine(String hostName, Cpu cpu, long memoryBytes, boolean acpi, Rtc rtc, Firmware firmware,
        List<Disk> disks, List<RemovableDrive> removableDrives, List<NetworkInterface> interfaces,
        Identity identity, Trust trust, List<DiskGroup> diskGroups) {

    public Machine {
        disks = List.copyOf(disks);
        removableDrives = List.copyOf(removableDrives);
        interfaces = List.copyOf(interfaces);
        diskGroups = List.copyOf(diskGroups);
    }

    /** A machine of which it is not known who it is, what guards it, and which disks belong together. */
    public Machine(String hostName, Cpu cpu, long memoryBytes, boolean acpi, Rtc rtc, Firmware firmware,
            List<Disk> disks, List<RemovableDrive> removableDrives, List<NetworkInterface> interfaces) {
        this(hostName, cpu, memoryBytes, acpi, rtc, firmware, disks, removableDrives, interfaces, Identity.UNKNOWN,
                Trust.UNKNOWN, List.of());
    }

    /** Names of disks that are further paths to a disk that is there under another name already. */
    public Set<String> furtherPaths() {
        return diskGroups.stream().filter(group -> group.kind() == DiskGroup.Kind.MULTIPATH)
                .flatMap(group -> group.disks().stream().skip(1)).collect(Collectors.toUnmodifiableSet());
    }
}
