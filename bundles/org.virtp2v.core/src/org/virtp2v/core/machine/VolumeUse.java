package org.virtp2v.core.machine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a volume is for, as far as that shows.
 *
 * @param hint
 *            its purpose, for people: {@code EFI system partition}, {@code Windows}, {@code Debian GNU/Linux 12
 *            (bookworm)}; null when there is no sign
 * @param role
 *            what a machine needs it for
 * @param mountPoints
 *            where a system on this machine mounts it, or what stands on it, as its {@code /etc/fstab} says
 * @param groups
 *            the groups that it, what stands on it, or its whole disk is a member of, also those of only one disk; no
 *            {@link DiskGroup.Kind#MULTIPATH}
 */
public record VolumeUse(@Nullable String hint, Role role, List<String> mountPoints, List<DiskGroup> groups) {
    /** Nothing is known of it. */
    public static final VolumeUse UNKNOWN = new VolumeUse(null, Role.OTHER, List.of(), List.of());

    public VolumeUse {
        mountPoints = List.copyOf(mountPoints);
        groups = List.copyOf(groups);
    }

    /** A use of which nothing but the purpose is known. */
    public static VolumeUse of(@Nullable String hint, Role role) {
        return new VolumeUse(hint, role, List.of(), List.of());
    }

    /** What a machine needs a volume for. */
    public enum Role {
        /** UEFI boots from it. */
        EFI_SYSTEM,
        /** BIOS, or a POWER machine's firmware, finds a boot loader in it. */
        BIOS_BOOT,
        /** A boot loader and kernels are in it. */
        BOOT,
        /** An operating system is in it. */
        SYSTEM,
        /** An operating system that mends another one is in it. */
        RECOVERY,
        /** Something else, or unknown. */
        OTHER;

        boolean isForSystem() {
            return this != OTHER;
        }
    }
}
