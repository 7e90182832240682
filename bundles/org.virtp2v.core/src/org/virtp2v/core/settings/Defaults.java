package org.virtp2v.core.settings;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.machine.Rtc;

/** Fills in what the user did not ask for, from what the machine has. */
public final class Defaults {
    /** Where files go when nothing else is said; the C program's default. */
    public static final String OUTPUT_DIRECTORY = "/var/tmp";

    /**
     * The output modes whose {@code -os} is a directory. The others either have no {@code -os} (null, glance; virt-v2v
     * refuses it there), have a default of their own (libvirt's pool {@code default}), or need one that cannot be
     * guessed.
     */
    private static final Set<String> DIRECTORY_MODES = Set.of("local", "disk", "qemu", "kubevirt");

    private Defaults() {
    }

    /** Whether the {@code -os} of an output mode is a directory of the conversion server. */
    public static boolean storesFiles(String outputType) {
        return DIRECTORY_MODES.contains(outputType);
    }

    /**
     * The settings with nothing left open that has a default.
     *
     * @param settings
     *            what the user asked for
     * @param machine
     *            this machine
     * @param testDisks
     *            absolute paths of images that stand for the machine's disks; empty: none
     * @param randomName
     *            makes a guest name where the machine has none
     */
    public static Settings complete(Settings settings, Machine machine, List<String> testDisks,
            Supplier<String> randomName) {
        return new Settings(settings.server(), guest(settings.guest(), machine, randomName),
                devices(settings.devices(), machine, testDisks), output(settings.output()), settings.run(), settings.extras());
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
        Settings none = Settings.NONE;
        Settings.Output output = none.output();
        Settings onlyOutput = new Settings(none.server(), none.guest(), none.devices(),
                new Settings.Output(outputType, output.allocation(), output.connection(), output.format(),
                        output.storage(), output.misc()),
                none.run(), none.extras());
        Settings complete = complete(onlyOutput, machine, testDisks, randomName);
        Settings.Output filled = complete.output();
        // The mode itself is compared with the mode that is used when none is given.
        return new Settings(complete.server(), complete.guest(), complete.devices(),
                new Settings.Output(Settings.Output.DEFAULT_TYPE, filled.allocation(), filled.connection(),
                        filled.format(), filled.storage(), filled.misc()),
                complete.run(), complete.extras());
    }

    private static Settings.Guest guest(Settings.Guest guest, Machine machine, Supplier<String> randomName) {
        var cpu = machine.cpu();
        boolean knownBasis = guest.rtcBasis() != null;
        // An offset that was probed belongs to the basis that was probed.
        int probedOffset = knownBasis ? 0 : machine.rtc().offsetSeconds();
        Rtc.Basis basis = knownBasis ? guest.rtcBasis() : machine.rtc().basis();
        return new Settings.Guest(guest.name() != null ? guest.name() : guestName(machine.hostName(), randomName),
                guest.physicalTopology(), guest.vcpus() != null ? guest.vcpus() : Integer.valueOf(cpu.logicalCpus()),
                guest.memoryBytes() != null ? guest.memoryBytes() : Long.valueOf(roundUp(machine.memoryBytes())),
                guest.cpuVendor() != null ? guest.cpuVendor() : cpu.vendor(), guest.cpuModel(),
                guest.acpi() != null ? guest.acpi() : Boolean.valueOf(machine.acpi()),
                guest.apic() != null ? guest.apic() : Boolean.valueOf(cpu.apic()),
                guest.pae() != null ? guest.pae() : Boolean.valueOf(cpu.pae()), basis,
                guest.rtcOffsetSeconds() != null ? guest.rtcOffsetSeconds() : Integer.valueOf(probedOffset));
    }

    private static String guestName(String hostName, Supplier<String> randomName) {
        int dot = hostName.indexOf('.');
        String name = dot < 0 ? hostName : hostName.substring(0, dot);
        return name.isEmpty() ? randomName.get() : name;
    }

    /** The next power of two that is not smaller: the kernel counts a little less memory than is built in. */
    private static long roundUp(long bytes) {
        long power = Long.highestOneBit(Math.max(1, bytes));
        return power == bytes ? power : power << 1;
    }

    private static Settings.Devices devices(Settings.Devices devices, Machine machine, List<String> testDisks) {
        Set<String> furtherPaths = machine.furtherPaths();
        List<String> allDisks = testDisks.isEmpty()
                ? machine.disks().stream().filter(d -> !d.runningSystem()).map(Disk::name)
                        .filter(name -> !furtherPaths.contains(name)).toList()
                : testDisks;
        return new Settings.Devices(devices.disks() != null ? devices.disks() : allDisks,
                devices.removable() != null ? devices.removable()
                        : machine.removableDrives().stream().map(RemovableDrive::name).toList(),
                devices.interfaces() != null ? devices.interfaces()
                        : machine.interfaces().stream().map(NetworkInterface::name).toList(),
                devices.networkMap());
    }

    private static Settings.Output output(Settings.Output output) {
        String storage = output.storage();
        if (storage == null && storesFiles(output.type())) {
            storage = OUTPUT_DIRECTORY;
        }
        return new Settings.Output(output.type(), output.allocation(), output.connection(), output.format(), storage,
                output.misc());
    }
}
