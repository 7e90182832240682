package org.virtp2v.core.machine;

/**
 * How a disk is attached. {@link #RAID} is a volume of a hardware RAID controller, which looks like one disk;
 * {@link #SCSI} is any SCSI transport that is not known more closely.
 */
public enum Bus {
    IDE, SATA, SCSI, SAS, FIBRE_CHANNEL, ISCSI, NVME, USB, MMC, VIRTIO, XEN, RAID, UNKNOWN
}
