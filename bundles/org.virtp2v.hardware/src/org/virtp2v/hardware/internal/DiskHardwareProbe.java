package org.virtp2v.hardware.internal;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskHardware;

/** The hardware of a disk, from its directory in {@code /sys} and from lsblk. */
final class DiskHardwareProbe {
    /** Names of the volumes of RAID controllers; they hide their disks. */
    private static final Pattern RAID_MODEL = Pattern.compile("LOGICAL[ _]VOLUME|(?:.* )?PERC .*|MR\\d{4}.*|MegaRAID.*"
            + "|ServeRAID.*|.*RAID.*|Logical Drive.*|BACKPLANE.*|DELLBOSS.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern RAID_VENDOR = Pattern.compile("3ware|AMCC|Areca|Adaptec|MegaRAID|ServeRA",
            Pattern.CASE_INSENSITIVE);
    /** Of a device's path: USB, also behind a RAID controller of its own, and FireWire. */
    private static final Pattern OUTSIDE = Pattern.compile("/usb\\d|/fw\\d");
    /** What a disc has, or a stick that an image of a disc was written to; no system has it on a whole disk. */
    private static final Set<String> DISCS = Set.of("iso9660", "udf");
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]+");

    private DiskHardwareProbe() {
    }

    static DiskHardware hardware(SystemFiles files, BlockDevices devices, Disk disk) {
        var directory = "/sys/block/" + BlockDevices.kernelName(disk.name());
        var device = devices.get(disk.name());
        var vendor = vendor(files.line(directory + "/device/vendor"));
        var path = files.target(directory);
        long rotational = files.number(directory + "/queue/rotational", -1);
        var bus = bus(disk, vendor, device == null ? null : device.transport(), path == null ? "" : path);
        return new DiskHardware(bus, vendor, wwn(files, directory, device == null ? null : device.wwn()),
                rotational < 0 ? null : rotational == 1, files.count(directory + "/queue/logical_block_size"),
                files.count(directory + "/queue/physical_block_size"),
                bus == Bus.USB || path != null && OUTSIDE.matcher(path).find() || isMedium(files, directory, bus)
                        || device != null && DISCS.contains(Objects.requireNonNullElse(device.fileSystem(), "")));
    }

    /** A card in a reader, and not the flash memory on the board; a disk that can be taken out of its drive. */
    private static boolean isMedium(SystemFiles files, String directory, Bus bus) {
        return switch (bus) {
            case MMC -> !"MMC".equals(files.text(directory + "/device/type"));
            // Ports of SATA that can be used while the machine runs call their disks removable.
            case SATA, IDE, UNKNOWN, NVME, VIRTIO, XEN -> false;
            case SCSI, SAS, FIBRE_CHANNEL, ISCSI, USB, RAID -> files.number(directory + "/removable", 0) == 1;
        };
    }

    /** libata says {@code ATA} for the maker, and virtio a number. */
    private static @Nullable String vendor(@Nullable String vendor) {
        return vendor == null || vendor.equals("ATA") || NUMBER.matcher(vendor).matches() ? null : vendor;
    }

    private static @Nullable String wwn(SystemFiles files, String directory, @Nullable String wwn) {
        if (wwn != null) {
            return wwn;
        }
        var id = files.line(directory + "/wwid");
        if (id == null) {
            id = files.line(directory + "/device/wwid");
        }
        return id == null || !id.startsWith("naa.") ? id : "0x" + id.substring("naa.".length());
    }

    private static Bus bus(Disk disk, @Nullable String vendor, @Nullable String transport, String path) {
        if (disk.name().startsWith("cciss/") || disk.model() != null && RAID_MODEL.matcher(disk.model()).matches()
                || vendor != null && RAID_VENDOR.matcher(vendor).matches()) {
            return Bus.RAID;
        }
        return switch (transport == null ? "" : transport.toLowerCase(Locale.ROOT)) {
            case "sata" -> Bus.SATA;
            case "ata" -> Bus.IDE;
            case "sas" -> Bus.SAS;
            case "spi" -> Bus.SCSI;
            case "fc", "fcoe" -> Bus.FIBRE_CHANNEL;
            case "iscsi" -> Bus.ISCSI;
            case "nvme" -> Bus.NVME;
            case "usb" -> Bus.USB;
            case "mmc" -> Bus.MMC;
            case "virtio" -> disk.name().startsWith("vd") ? Bus.VIRTIO : Bus.SCSI;
            default -> busByName(disk.name(), path);
        };
    }

    private static Bus busByName(String name, String path) {
        if (name.startsWith("nvme")) {
            return Bus.NVME;
        } else if (name.startsWith("vd")) {
            return Bus.VIRTIO;
        } else if (name.startsWith("xvd")) {
            return Bus.XEN;
        } else if (name.startsWith("mmcblk")) {
            return Bus.MMC;
        } else if (name.startsWith("hd")) {
            return Bus.IDE;
        } else if (path.contains("/usb")) {
            return Bus.USB;
        } else if (path.contains("/end_device-")) {
            return Bus.SAS;
        } else if (path.contains("/ata") || !path.contains("/host")) {
            // libata drives both, old and new.
            return Bus.UNKNOWN;
        }
        return Bus.SCSI;
    }
}
