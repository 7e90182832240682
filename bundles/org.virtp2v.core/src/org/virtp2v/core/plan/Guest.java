package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Rtc;

/**
 * The guest that is to come out, as virt-v2v is told about it.
 *
 * @param name
 *            its name, not empty
 * @param memoryBytes
 *            memory in bytes
 * @param sockets
 *            CPU sockets
 * @param coresPerSocket
 *            cores of each
 * @param threadsPerCore
 *            threads of each core
 * @param cpuVendor
 *            libvirt's name of the CPU vendor; null: any
 * @param cpuModel
 *            libvirt's name of the CPU model; null: any
 * @param acpi
 *            whether it has ACPI
 * @param apic
 *            whether it has an APIC
 * @param pae
 *            whether it has PAE
 * @param rtc
 *            what its clock shows
 * @param firmware
 *            what it boots with; {@link Firmware#UNKNOWN} leaves it to virt-v2v to find out from the disks
 */
public record Guest(String name, long memoryBytes, int sockets, int coresPerSocket, int threadsPerCore,
        @Nullable String cpuVendor, @Nullable String cpuModel, boolean acpi, boolean apic, boolean pae, Rtc rtc,
        Firmware firmware) {

    /** The number of virtual CPUs. */
    public int vcpus() {
        return sockets * coresPerSocket * threadsPerCore;
    }
}
