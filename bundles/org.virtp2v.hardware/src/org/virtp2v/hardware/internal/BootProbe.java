package org.virtp2v.hardware.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.hardware.internal.BlockDevices.Device;
import org.virtp2v.hardware.internal.SystemHints.Hint;
import org.virtp2v.hardware.internal.SystemHints.Sign;

/** How a machine boots from a disk: by the boot code, the partition table, and the loaders that were found. */
final class BootProbe {
    private static final String BIOS_BOOT_PARTITION = "21686148-6449-6e6f-744e-656564454649";

    private final ReadOnlyTools tools;
    private final Map<String, BootSector> sectors = new HashMap<>();

    BootProbe(ReadOnlyTools tools) {
        this.tools = tools;
    }

    /** The first sector of a disk; it is read once. */
    BootSector sector(String disk) throws InterruptedException {
        var known = sectors.get(disk);
        if (known == null) {
            known = new BootSector(tools.firstBytes("/dev/" + disk, BootSector.SIZE));
            sectors.put(disk, known);
        }
        return known;
    }

    /**
     * The signs of a disk.
     *
     * @param hints
     *            what is on its partitions and on what stands on them
     */
    BootSigns signs(String disk, PartitionTable table, List<Device> partitions, List<Hint> hints)
            throws InterruptedException {
        boolean bios = switch (table) {
            case DOS, OTHER -> {
                var sector = sector(disk);
                yield sector.isRead() ? sector.boots() : partitions.stream().anyMatch(Device::active);
            }
            case GPT -> {
                var sector = sector(disk);
                boolean partition = partitions.stream()
                        .anyMatch(p -> BIOS_BOOT_PARTITION.equals(p.partitionType()) || p.active());
                yield partition && (!sector.isRead() || sector.hasCode());
            }
            case NONE, UNKNOWN -> false;
        };
        boolean microsoft = has(hints, Sign.MICROSOFT_LOADER);
        boolean windows = has(hints, Sign.WINDOWS) || has(hints, Sign.ENCRYPTED_WINDOWS) && (microsoft || bios);
        return new BootSigns(bios, microsoft || has(hints, Sign.LOADER), windows, has(hints, Sign.OTHER_SYSTEM));
    }

    private static boolean has(List<Hint> hints, Sign sign) {
        return hints.stream().anyMatch(hint -> hint.sign() == sign);
    }
}
