package org.virtp2v.hardware.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.RemovableDrive;

/**
 * Finds the disks and the drives with removable media. Only whole disks that hold data of their own are disks: no
 * partitions, no volumes, no further paths to a disk that is there already. It never opens a device node.
 */
final class DiskProbe {
    /** {@code nvme0c0n1} is one path of {@code nvme0n1}; {@code mmcblk0boot0} and {@code rpmb} are not user data. */
    private static final Pattern DISK_NAME = Pattern
            .compile("(?:cciss!|hd|sd|ubd|vd|xvd).+|nvme\\d+n\\d+|mmcblk\\d+");
    private static final Pattern DRIVE_NAME = Pattern.compile("sr\\d+");
    private static final Set<String> OTHER_IDE_MEDIA = Set.of("cdrom", "floppy", "optical", "tape");

    private final SystemFiles files;
    private final Lsblk lsblk;

    DiskProbe(SystemFiles files, Lsblk lsblk) {
        this.files = files;
        this.lsblk = lsblk;
    }

    /**
     * Disks with a capacity; a removable drive without a medium has none. Which of them carry the running system is not
     * looked at.
     */
    List<Disk> disks() {
        return files.names("/sys/block").stream()
                .filter(name -> DISK_NAME.matcher(name).matches() && sizeBytes(name) > 0 && !isOtherIdeDrive(name))
                .map(this::disk).toList();
    }

    /** CD and DVD drives, sorted by name, with or without a medium. */
    List<RemovableDrive> removableDrives() {
        return files.names("/sys/block").stream()
                .filter(name -> DRIVE_NAME.matcher(name).matches())
                .map(name -> new RemovableDrive(name, files.line("/sys/block/" + name + "/device/model")))
                .toList();
    }

    private Disk disk(String kernelName) {
        var directory = "/sys/block/" + kernelName;
        var name = BlockDevices.displayName(kernelName);
        var serial = lsblk.serial(name);
        return new Disk(name, Path.of("/dev", name), sizeBytes(kernelName),
                firstText(directory + "/device/model", directory + "/device/name"),
                serial != null ? serial : firstText(directory + "/serial", directory + "/device/serial"),
                false);
    }

    private long sizeBytes(String kernelName) {
        return files.sizeBytes("/sys/block/" + kernelName + "/size");
    }

    private boolean isOtherIdeDrive(String name) {
        var media = name.startsWith("hd")
                ? firstText("/sys/block/" + name + "/device/media", "/proc/ide/" + name + "/media")
                : null;
        return media != null && OTHER_IDE_MEDIA.contains(media);
    }

    private @Nullable String firstText(String path, String otherPath) {
        var text = files.line(path);
        return text != null ? text : files.line(otherPath);
    }
}
