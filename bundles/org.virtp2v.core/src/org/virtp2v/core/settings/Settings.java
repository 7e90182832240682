package org.virtp2v.core.settings;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;

/**
 * What the user asked for. A value that is null was not given; {@link Defaults} fills it in from the machine.
 *
 * @param server
 *            where the conversion server is and how to log in
 * @param guest
 *            what the guest is like
 * @param devices
 *            which disks, drives and interfaces it gets
 * @param output
 *            what virt-v2v does with it
 * @param run
 *            what happens around the conversion
 * @param extras
 *            what the C program does not have
 */
public record Settings(Server server, Guest guest, Devices devices, Output output, Run run, Extras extras) {
    /** Nothing given. */
    public static final Settings NONE = new Settings(
            new Server(null, Server.DEFAULT_PORT, Server.DEFAULT_USERNAME, null, null, false),
            new Guest(null, false, null, null, null, null, null, null, null, null, null),
            new Devices(null, null, null, new NetworkMap(List.of())),
            new Output(Output.DEFAULT_TYPE, Allocation.NONE, null, null, null, List.of()),
            new Run(null, null, null, false, false), Extras.NONE);

    /** The same settings with another output and target. */
    public Settings withTarget(Output otherOutput, TargetChoice target) {
        return new Settings(server, guest, devices, otherOutput, run,
                new Extras(extras.hostKeyPolicy(), extras.identityPassphrase(), extras.compress(),
                        extras.bytesPerSecond(), extras.ignorePreflight(), extras.allowPartialArrays(),
                        extras.encryptionKeys(), target));
    }

    /**
     * The conversion server.
     *
     * @param host
     *            name or address; its presence selects the mode without a GUI
     * @param port
     *            SSH port
     * @param username
     *            the remote user
     * @param password
     *            the password
     * @param identityUrl
     *            where the private key is to be had; overrides the password
     * @param sudo
     *            whether virt-v2v is run through {@code sudo -n}
     */
    public record Server(@Nullable String host, int port, String username, @Nullable Secret password,
            @Nullable String identityUrl, boolean sudo) {
        /** SSH's own port. */
        public static final int DEFAULT_PORT = 22;
        /** virt-v2v usually has to be run by root. */
        public static final String DEFAULT_USERNAME = "root";
    }

    /**
     * The guest.
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
     *            what its clock shows
     * @param rtcOffsetSeconds
     *            seconds that its clock is ahead of UTC
     */
    public record Guest(@Nullable String name, boolean physicalTopology, @Nullable Integer vcpus,
            @Nullable Long memoryBytes, @Nullable String cpuVendor, @Nullable String cpuModel, @Nullable Boolean acpi,
            @Nullable Boolean apic, @Nullable Boolean pae, Rtc.@Nullable Basis rtcBasis,
            @Nullable Integer rtcOffsetSeconds) {
    }

    /**
     * Disks, drives and interfaces.
     *
     * @param disks
     *            names below {@code /dev}, or absolute paths
     * @param removable
     *            names of drives
     * @param interfaces
     *            names of interfaces
     * @param networkMap
     *            where the interfaces are connected
     */
    public record Devices(@Nullable List<String> disks, @Nullable List<String> removable,
            @Nullable List<String> interfaces, NetworkMap networkMap) {
        public Devices {
            disks = disks == null ? null : List.copyOf(disks);
            removable = removable == null ? null : List.copyOf(removable);
            interfaces = interfaces == null ? null : List.copyOf(interfaces);
        }
    }

    /** Whether space is set aside for the whole disk ({@code -oa}). */
    public enum Allocation {
        NONE, SPARSE, PREALLOCATED
    }

    /**
     * virt-v2v's output options; see virt-v2v(1).
     *
     * @param type
     *            {@code -o}
     * @param allocation
     *            {@code -oa}
     * @param connection
     *            {@code -oc}
     * @param format
     *            {@code -of}
     * @param storage
     *            {@code -os}; null: not given; empty: none
     * @param misc
     *            one {@code -oo} each
     */
    public record Output(String type, Allocation allocation, @Nullable String connection, @Nullable String format,
            @Nullable String storage, List<String> misc) {
        /** Files on the conversion server. */
        public static final String DEFAULT_TYPE = "local";

        public Output {
            misc = List.copyOf(misc);
        }
    }

    /**
     * Around the conversion.
     *
     * @param pre
     *            a command to run before
     * @param post
     *            a command to run on success; null: the default; empty: none
     * @param fail
     *            a command to run on failure
     * @param skipTestConnection
     *            whether to convert without a test connection
     * @param dumpConfigAndExit
     *            whether to only print the configuration
     */
    public record Run(@Nullable String pre, @Nullable String post, @Nullable String fail, boolean skipTestConnection,
            boolean dumpConfigAndExit) {
    }

    /**
     * What the C program does not have.
     *
     * @param hostKeyPolicy
     *            what decides about an unknown host key
     * @param identityPassphrase
     *            the passphrase of the private key
     * @param compress
     *            whether connections are compressed
     * @param bytesPerSecond
     *            upper limit of the rate of copying, all disks together; null: none
     * @param ignorePreflight
     *            whether to convert although a check found a problem
     * @param allowPartialArrays
     *            whether disks that belong together may be converted in part
     * @param encryptionKeys
     *            each what follows {@code --key} of virt-v2v(1)
     * @param target
     *            the output target and its fields
     */
    public record Extras(HostKeyPolicy hostKeyPolicy, @Nullable Secret identityPassphrase, boolean compress,
            @Nullable Long bytesPerSecond, boolean ignorePreflight, boolean allowPartialArrays,
            List<Secret> encryptionKeys, TargetChoice target) {
        /** Nothing of it asked for. */
        public static final Extras NONE = new Extras(new HostKeyPolicy.AcceptOnce(), null, false, null, false, false,
                List.of(), TargetChoice.NONE);

        public Extras {
            encryptionKeys = List.copyOf(encryptionKeys);
        }
    }
}
