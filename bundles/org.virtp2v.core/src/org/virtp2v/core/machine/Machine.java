package org.virtp2v.core.machine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hardware of this physical machine, as far as a guest may need to know it. A snapshot: nothing in it changes when
 * the hardware does.
 *
 * @param hostName
 *            the kernel's host name, possibly with a domain; empty when unknown
 * @param cpu
 *            the processors
 * @param memoryBytes
 *            RAM in bytes as the kernel counts it (a little less than the installed memory)
 * @param acpi
 *            whether the firmware has ACPI tables
 * @param rtc
 *            how the real-time clock is set
 * @param firmware
 *            how the machine was booted
 * @param disks
 *            disks, including the one that carries the running system, in the order in which a guest gets them: those
 *            that SCSI drives first, as the kernel counts them, and those that are no part of the machine last
 * @param removableDrives
 *            CD and DVD drives, sorted by name
 * @param interfaces
 *            network ports, in natural order of their names
 * @param identity
 *            vendor, product and serial number
 * @param trust
 *            Secure Boot and TPM
 * @param diskGroups
 *            which of the disks belong together: groups of more than one disk, with members that are missing, or of a
 *            kind whose members cannot be counted
 * @param diskParts
 *            partitions, volumes and arrays on the disks, active ones only
 * @param cardsWithoutDriver
 *            network cards that are no interfaces because this system has no driver for them, for people
 */
public record Machine(String hostName, Cpu cpu, long memoryBytes, boolean acpi, Rtc rtc, Firmware firmware,
        List<Disk> disks, List<RemovableDrive> removableDrives, List<NetworkInterface> interfaces,
        Identity identity, Trust trust, List<DiskGroup> diskGroups, List<DiskPart> diskParts,
        List<String> cardsWithoutDriver) {

    public Machine {
        disks = List.copyOf(disks);
        removableDrives = List.copyOf(removableDrives);
        interfaces = List.copyOf(interfaces);
        diskGroups = List.copyOf(diskGroups);
        diskParts = List.copyOf(diskParts);
        cardsWithoutDriver = List.copyOf(cardsWithoutDriver);
    }

    /** A machine of which it is not known what is on its disks, and that has a driver for every card. */
    public Machine(String hostName, Cpu cpu, long memoryBytes, boolean acpi, Rtc rtc, Firmware firmware,
            List<Disk> disks, List<RemovableDrive> removableDrives, List<NetworkInterface> interfaces,
            Identity identity, Trust trust, List<DiskGroup> diskGroups) {
        this(hostName, cpu, memoryBytes, acpi, rtc, firmware, disks, removableDrives, interfaces, identity, trust,
                diskGroups, List.of(), List.of());
    }

    /** A machine without identity, Secure Boot, TPM and groups of disks. */
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
