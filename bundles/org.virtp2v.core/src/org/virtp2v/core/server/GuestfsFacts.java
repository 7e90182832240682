package org.virtp2v.core.server;

import org.jspecify.annotations.Nullable;

/**
 * What libguestfs, in whose small virtual machine virt-v2v changes the guest, has on the conversion server. It is
 * looked at, not started; {@link GuestfsStart} tells whether it starts.
 *
 * @param kvm
 *            whether that virtual machine can use KVM
 * @param appliance
 *            what it is started from
 * @param file
 *            the kernel that the appliance is made with, or the directory of a fixed appliance; empty: there is none,
 *            or it is unknown
 * @param windows
 *            what guests with Windows need; null: it was not asked for, or is unknown
 */
public record GuestfsFacts(Kvm kvm, Appliance appliance, String file, @Nullable WindowsTools windows) {
    /** Nothing is known. */
    public static final GuestfsFacts UNKNOWN = new GuestfsFacts(Kvm.UNKNOWN, Appliance.UNKNOWN, "", null);

    /** Whether KVM can be used. */
    public enum Kvm {
        /** Not known. */
        UNKNOWN,
        /** By whoever runs virt-v2v. */
        USABLE,
        /** Not by this user. */
        CLOSED,
        /** There is no {@code /dev/kvm}. */
        MISSING,
        /** There is no {@code /dev/kvm}, and the processor shows no instructions for it. */
        UNSUPPORTED,
        /** libguestfs is told not to use it. */
        OFF
    }

    /** What libguestfs starts, see guestfs(3), {@code LIBGUESTFS_PATH}, and supermin(1). */
    public enum Appliance {
        /** Not known: libguestfs is in an unusual place. */
        UNKNOWN,
        /** One that was made elsewhere. */
        FIXED,
        /** One that has been made there before, since the kernel was installed. */
        BUILT,
        /** One that is made with a kernel of the server. */
        KERNEL,
        /** One for which the user cannot read the kernel. */
        CLOSED,
        /** One for which there is no kernel. */
        NO_KERNEL
    }

    /**
     * What virt-v2v needs for Windows, see virt-v2v(1), "FILES" and "ENVIRONMENT VARIABLES".
     *
     * @param drivers
     *            the image or directory in which it looks for virtio drivers
     * @param driversFound
     *            whether they are there
     * @param driversVersion
     *            their version; empty when it does not show
     * @param tools
     *            the directory in which it looks for programs
     * @param service
     *            the one there that runs scripts at the guest's first start; empty: there is none
     * @param ntfs
     *            whether the appliance has what it takes to read NTFS; null: unknown
     */
    public record WindowsTools(String drivers, boolean driversFound, String driversVersion, String tools,
            String service, @Nullable Boolean ntfs) {
    }
}
