package org.virtp2v.core.settings;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Rtc;

/**
 * The guest. A value that is null was not given; {@link Defaults} takes it from the machine.
 *
 * @param name
 *            its name
 * @param physicalTopology
 *            whether it gets the machine's sockets, cores and threads; then {@code vcpus} is not used
 * @param vcpus
 *            number of virtual CPUs
 * @param memoryBytes
 *            memory in bytes
 * @param cpuVendor
 *            libvirt's name of the CPU vendor
 * @param cpuModel
 *            libvirt's name of the CPU model
 * @param acpi
 *            whether it has ACPI
 * @param apic
 *            whether it has an APIC
 * @param pae
 *            whether it has PAE
 * @param rtcBasis
 *            time basis of its clock
 * @param rtcOffsetSeconds
 *            seconds that its clock is ahead of UTC
 * @param firmware
 *            what it boots with
 */
public record GuestSettings(@Nullable String name, boolean physicalTopology, @Nullable Integer vcpus,
        @Nullable Long memoryBytes, @Nullable String cpuVendor, @Nullable String cpuModel, @Nullable Boolean acpi,
        @Nullable Boolean apic, @Nullable Boolean pae, Rtc.@Nullable Basis rtcBasis,
        @Nullable Integer rtcOffsetSeconds, FirmwareChoice firmware) {
    /** Nothing given. */
    public static final GuestSettings NONE = new GuestSettings(null, false, null, null, null, null, null, null, null,
            null, null, FirmwareChoice.AUTO);

    /** The same with another name. */
    public GuestSettings withName(@Nullable String name) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with or without the topology of the machine. */
    public GuestSettings withPhysicalTopology(boolean physicalTopology) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another number of virtual CPUs. */
    public GuestSettings withVcpus(@Nullable Integer vcpus) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another size of memory. */
    public GuestSettings withMemoryBytes(@Nullable Long memoryBytes) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another CPU vendor. */
    public GuestSettings withCpuVendor(@Nullable String cpuVendor) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another CPU model. */
    public GuestSettings withCpuModel(@Nullable String cpuModel) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with or without ACPI. */
    public GuestSettings withAcpi(@Nullable Boolean acpi) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with or without an APIC. */
    public GuestSettings withApic(@Nullable Boolean apic) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with or without PAE. */
    public GuestSettings withPae(@Nullable Boolean pae) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another basis of its clock. */
    public GuestSettings withRtcBasis(Rtc.@Nullable Basis rtcBasis) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another offset of its clock. */
    public GuestSettings withRtcOffsetSeconds(@Nullable Integer rtcOffsetSeconds) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }

    /** The same with another firmware. */
    public GuestSettings withFirmware(FirmwareChoice firmware) {
        return new GuestSettings(name, physicalTopology, vcpus, memoryBytes, cpuVendor, cpuModel, acpi, apic, pae,
                rtcBasis, rtcOffsetSeconds, firmware);
    }
}
