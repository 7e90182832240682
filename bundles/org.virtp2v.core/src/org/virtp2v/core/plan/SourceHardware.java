package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Bus;

/** This machine's hardware in libvirt's words that virt-v2v knows; null where there is none. */
final class SourceHardware {
    private SourceHardware() {
    }

    /** {@code target/@bus}: without it virt-v2v takes the disks for IDE when it renames them in the guest's files. */
    static @Nullable String bus(Bus bus) {
        return switch (bus) {
            case IDE -> "ide";
            case SATA -> "sata";
            case SCSI, SAS, FIBRE_CHANNEL, ISCSI, RAID -> "scsi";
            case VIRTIO -> "virtio";
            case NVME, USB, MMC, XEN, UNKNOWN -> null;
        };
    }

    /** {@code model/@type}. */
    static @Nullable String networkModel(@Nullable String driver) {
        return switch (driver == null ? "" : driver) {
            case "e1000" -> "e1000";
            case "8139cp", "8139too" -> "rtl8139";
            case "virtio_net" -> "virtio";
            default -> null;
        };
    }
}
