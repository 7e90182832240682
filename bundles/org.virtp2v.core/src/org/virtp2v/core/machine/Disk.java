package org.virtp2v.core.machine;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A fixed disk of this machine.
 *
 * @param name
 *            the kernel's name below {@code /dev}, such as {@code sda} or {@code cciss/c0d0}
 * @param device
 *            its block device node, such as {@code /dev/sda}
 * @param sizeBytes
 *            capacity in bytes
 * @param model
 *            the model the disk reports, trimmed; null when unknown
 * @param serial
 *            the serial number the disk reports, trimmed; null when unknown
 * @param runningSystem
 *            whether the system that this program runs on has its root file system on this disk, or it is a live medium
 *            of virt-p2v
 * @param hardware
 *            its hardware
 * @param content
 *            its content
 */
public record Disk(String name, Path device, long sizeBytes, @Nullable String model, @Nullable String serial,
        boolean runningSystem, DiskHardware hardware, DiskContent content) {

    /** A disk of which neither the hardware nor the content is known. */
    public Disk(String name, Path device, long sizeBytes, @Nullable String model, @Nullable String serial,
            boolean runningSystem) {
        this(name, device, sizeBytes, model, serial, runningSystem, DiskHardware.UNKNOWN, DiskContent.UNKNOWN);
    }
}
