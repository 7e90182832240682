package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Rtc;

/**
 * The guest of the conversion, as virt-v2v's input describes it.
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
 *            time basis of its clock
 * @param firmware
 *            its firmware; with {@link Firmware#UNKNOWN} virt-v2v finds it out from the disks
 */
public record Guest(String name, long memoryBytes, int sockets, int coresPerSocket, int threadsPerCore,
        @Nullable String cpuVendor, @Nullable String cpuModel, boolean acpi, boolean apic, boolean pae, Rtc rtc,
        Firmware firmware) {

    /** The number of virtual CPUs. */
    public int vcpus() {
        return sockets * coresPerSocket * threadsPerCore;
    }
}
