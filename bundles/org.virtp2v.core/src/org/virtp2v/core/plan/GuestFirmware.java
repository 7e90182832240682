package org.virtp2v.core.plan;

import java.util.List;
import java.util.stream.Collectors;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.Key;

/**
 * Decides which firmware virt-v2v is told of. A guest with the wrong one cannot start, and virt-v2v believes what it is
 * told; how this machine was booted is only how somebody booted the stick. So it is told what the disks agree with, and
 * nothing otherwise: then virt-v2v finds out itself, from the inside of the guest.
 */
public final class GuestFirmware {
    private GuestFirmware() {
    }

    /**
     * The firmware to tell; {@link Firmware#UNKNOWN} for none.
     *
     * @param booted
     *            how this machine was booted
     * @param disks
     *            the guest's disks, where they are this machine's
     */
    public static Firmware of(FirmwareChoice choice, Firmware booted, List<Disk> disks) {
        return switch (choice) {
            case BIOS -> Firmware.BIOS;
            case EFI -> Firmware.UEFI;
            case AUTO -> boots(disks, booted) ? booted : Firmware.UNKNOWN;
        };
    }

    /** Says where the disks do not agree with how the machine was booted, or with what was chosen. */
    static void check(FirmwareChoice choice, Firmware booted, List<Disk> disks, Notes warnings) {
        Firmware told = of(choice, booted, disks);
        Firmware other = (choice == FirmwareChoice.AUTO ? booted : told) == Firmware.BIOS ? Firmware.UEFI
                : Firmware.BIOS;
        if (choice != FirmwareChoice.AUTO) {
            if (!boots(disks, told) && boots(disks, other)) {
                warnings.add(Key.FIRMWARE, "firmwareChosen." + told, which(disks, other));
            }
        } else if (booted != Firmware.UNKNOWN && told == Firmware.UNKNOWN && !disks.isEmpty()) {
            if (boots(disks, other)) {
                warnings.add(Key.FIRMWARE, "firmwareOther." + booted, which(disks, other));
            } else {
                warnings.add(Key.FIRMWARE, "firmwareOpen." + booted);
            }
        }
    }

    private static boolean boots(List<Disk> disks, Firmware firmware) {
        return firmware != Firmware.UNKNOWN && disks.stream().anyMatch(d -> d.content().boot().boots(firmware));
    }

    private static String which(List<Disk> disks, Firmware firmware) {
        return disks.stream().filter(d -> d.content().boot().boots(firmware)).map(Disk::name)
                .collect(Collectors.joining(", "));
    }
}
