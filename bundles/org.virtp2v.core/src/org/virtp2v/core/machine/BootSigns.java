package org.virtp2v.core.machine;

/**
 * What a disk shows of how a machine boots from it. No sign does not mean that it does not.
 *
 * @param bios
 *            whether BIOS finds something to boot: boot code and what it needs, or a BIOS boot partition
 * @param uefi
 *            whether UEFI does: an EFI system partition with a loader
 * @param windows
 *            whether Windows is on it
 * @param otherSystem
 *            whether another operating system is on it
 */
public record BootSigns(boolean bios, boolean uefi, boolean windows, boolean otherSystem) {
    /** No sign at all. */
    public static final BootSigns NONE = new BootSigns(false, false, false, false);

    /** Whether firmware of this kind finds something to boot; of an unknown kind: whether any does. */
    public boolean boots(Firmware firmware) {
        return switch (firmware) {
            case BIOS -> bios;
            case UEFI -> uefi;
            case UNKNOWN -> bios || uefi;
        };
    }
}
