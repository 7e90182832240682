package org.virtp2v.core.settings;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.mode.OutputMode;

/** Fills in the settings that the user did not give, from the machine's hardware. */
public final class Defaults {
    private Defaults() {
    }

    /**
     * The settings with nothing left open that has a default.
     *
     * @param settings
     *            the user's settings
     * @param machine
     *            this machine
     * @param testDisks
     *            absolute paths of images that stand for the machine's disks; empty: none
     * @param randomName
     *            makes a guest name where the machine has none
     */
    public static Settings complete(Settings settings, Machine machine, List<String> testDisks,
            Supplier<String> randomName) {
        return settings.withGuest(guest(settings.guest(), machine, randomName))
                .withDevices(devices(settings.devices(), machine, testDisks)).withOutput(output(settings.output()));
    }

    /**
     * The settings of a user who gives nothing but the output mode, with their defaults filled in: what
     * {@link SettingsWriter} compares with.
     *
     * @param outputType
     *            the output mode, whose defaults depend on it
     * @param machine
     *            this machine
     * @param testDisks
     *            absolute paths of images that stand for the machine's disks; empty: none
     * @param randomName
     *            makes a guest name where the machine has none
     */
    public static Settings forOutput(String outputType, Machine machine, List<String> testDisks,
            Supplier<String> randomName) {
        OutputSettings output = OutputSettings.NONE;
        Settings complete = complete(Settings.NONE.withOutput(output.withType(outputType)), machine, testDisks,
                randomName);
        // The mode itself is compared with the mode that is used when none is given.
        return complete.withOutput(complete.output().withType(output.type()));
    }

    private static GuestSettings guest(GuestSettings guest, Machine machine, Supplier<String> randomName) {
        var cpu = machine.cpu();
        boolean knownBasis = guest.rtcBasis() != null;
        // An offset that was probed belongs to the basis that was probed.
        int probedOffset = knownBasis ? 0 : machine.rtc().offsetSeconds();
        return guest.withName(guest.name() != null ? guest.name() : guestName(machine.hostName(), randomName))
                .withVcpus(either(guest.vcpus(), cpu.logicalCpus()))
                .withMemoryBytes(either(guest.memoryBytes(), memoryBytes(machine)))
                .withCpuVendor(either(guest.cpuVendor(), cpu.vendor())).withAcpi(either(guest.acpi(), machine.acpi()))
                .withApic(either(guest.apic(), cpu.apic())).withPae(either(guest.pae(), cpu.pae()))
                .withRtcBasis(either(guest.rtcBasis(), machine.rtc().basis()))
                .withRtcOffsetSeconds(either(guest.rtcOffsetSeconds(), probedOffset));
    }

    private static <T> @Nullable T either(@Nullable T given, @Nullable T found) {
        return given != null ? given : found;
    }

    private static String guestName(String hostName, Supplier<String> randomName) {
        int dot = hostName.indexOf('.');
        String name = dot < 0 ? hostName : hostName.substring(0, dot);
        return name.isEmpty() ? randomName.get() : name;
    }

    /**
     * The memory in bytes that a guest gets: the next power of two that is not smaller, as the C program has it. The
     * kernel counts a little less memory than is built in.
     */
    public static long memoryBytes(Machine machine) {
        long bytes = machine.memoryBytes();
        long power = Long.highestOneBit(Math.max(1, bytes));
        return power == bytes ? power : power << 1;
    }

    private static DeviceSettings devices(DeviceSettings devices, Machine machine, List<String> testDisks) {
        List<String> allDisks = testDisks.isEmpty() ? GuestDisks.byDefault(machine) : testDisks;
        return devices.withDisks(either(devices.disks(), allDisks))
                .withRemovable(either(devices.removable(),
                        machine.removableDrives().stream().map(RemovableDrive::name).toList()))
                .withInterfaces(either(devices.interfaces(),
                        machine.interfaces().stream().filter(i -> i.kind().isForGuests()).map(NetworkInterface::name)
                                .toList()));
    }

    /**
     * Modes without a directory either have no {@code -os} (null, glance; virt-v2v refuses it there), have a default of
     * their own (libvirt's pool), or need one that cannot be guessed.
     */
    private static OutputSettings output(OutputSettings output) {
        return output.withStorage(either(output.storage(), OutputMode.of(output.type()).defaultDirectory()));
    }
}
