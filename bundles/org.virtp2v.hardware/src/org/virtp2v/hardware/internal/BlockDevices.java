package org.virtp2v.hardware.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.DiskPart;

/**
 * The disks, their partitions, and the devices that are set up on top of them already. From lsblk; where it fails, from
 * the kernel's directories and blkid. Names are those below {@code /dev}, with a slash for the kernel's exclamation
 * mark.
 */
final class BlockDevices {
    /** What stands in for the content of a disk that is a path to another device. */
    static final String PATH_MEMBER = "mpath_member";
    private static final Pattern LEGACY_BOOT = Pattern.compile("0x80|0x[0-9a-fA-F]*[4567cdefCDEF]");

    /** As LVM names them for device mapper: hyphens of a name are doubled. Internal ones have a third part. */
    private static final Pattern LOGICAL_VOLUME = Pattern.compile("((?:[^-]|--)+)-((?:[^-]|--)+)");

    private final SystemFiles files;
    private final ReadOnlyTools tools;
    private final Map<String, Device> devices = new LinkedHashMap<>();

    /**
     * One block device; a text is null when it is unknown or there is none.
     *
     * @param name
     *            the kernel's name, such as {@code sda1}, {@code dm-0}
     * @param mappedName
     *            its name as people know it, such as {@code vg-root}; mostly the same
     * @param disks
     *            the names of the disks it stands on, itself when it is one
     * @param above
     *            the names of the devices that stand on it
     */
    record Device(String name, String mappedName, String type, @Nullable String transport, @Nullable String vendor,
            @Nullable String wwn, @Nullable String table, @Nullable String partitionType,
            @Nullable String partitionLabel, boolean active, @Nullable String fileSystem, @Nullable String label,
            @Nullable String uuid, Set<String> disks, Set<String> above) {
        String path() {
            return "/dev/" + name;
        }

        /** The group and the name of a logical volume, {@code vg/root}; null when it is none that people know. */
        @Nullable
        String logicalVolume() {
            var names = LOGICAL_VOLUME.matcher(mappedName);
            return !type.equals("lvm") || !names.matches() ? null
                    : names.group(1).replace("--", "-") + "/" + names.group(2).replace("--", "-");
        }
    }

    private BlockDevices(SystemFiles files, ReadOnlyTools tools) {
        this.files = files;
        this.tools = tools;
    }

    /**
     * Looks at the machine.
     *
     * @param lsblk
     *            its line of lsblk
     * @param disks
     *            the names of its disks
     */
    static BlockDevices read(SystemFiles files, ReadOnlyTools tools, Lsblk lsblk, List<String> disks)
            throws InterruptedException {
        var found = new BlockDevices(files, tools);
        for (var node : lsblk.roots()) {
            found.add(node, null);
        }
        for (var disk : disks) {
            found.fillIn(disk, disk, "disk");
            for (var partition : found.partitions(disk)) {
                found.fillIn(partition, disk, "part");
                found.doubtSwap(partition, disk);
            }
        }
        return found;
    }

    /** All of them, each after one that it stands on. */
    Collection<Device> all() {
        return devices.values();
    }

    /** Those that are no disks themselves. */
    List<DiskPart> parts() {
        return devices.values().stream().filter(d -> !d.disks.isEmpty() && !d.disks.contains(d.name))
                .map(d -> new DiskPart(d.name, d.mappedName, List.copyOf(d.disks),
                        d.type.equals("mpath") || d.table != null && !d.type.equals("part")))
                .toList();
    }

    /** A device by name. */
    @Nullable
    Device get(String name) {
        return devices.get(name);
    }

    /** A device by its path, also one that only device mapper knows; null when it is none of these. */
    @Nullable
    Device byPath(String path) {
        return devices.values().stream()
                .filter(d -> path.equals(d.path()) || path.equals("/dev/mapper/" + d.mappedName)).findFirst()
                .orElse(null);
    }

    /** The names of a disk's partitions, in the order of their numbers. */
    List<String> partitions(String disk) {
        var directory = "/sys/block/" + kernelName(disk) + "/";
        return files.names(directory).stream().filter(name -> files.exists(directory + name + "/partition"))
                .sorted(Comparator.comparingLong((String name) -> files.number(directory + name + "/partition", 0))
                        .thenComparing(Comparator.naturalOrder()))
                .map(BlockDevices::displayName).toList();
    }

    /** The size in bytes; 0 when unknown. */
    long sizeBytes(String name) {
        return files.sizeBytes("/sys/class/block/" + kernelName(name) + "/size");
    }

    /** Where a partition begins on its disk, in bytes; null when unknown. */
    @Nullable
    Long offsetBytes(String partition) {
        long bytes = files.sizeBytes("/sys/class/block/" + kernelName(partition) + "/start");
        return bytes == 0 ? null : Long.valueOf(bytes);
    }

    static String displayName(String kernelName) {
        return kernelName.replace('!', '/');
    }

    static String kernelName(String name) {
        return name.replace('/', '!');
    }

    private void add(Lsblk.Node node, @Nullable Device below) {
        var name = node.deviceName();
        if (name == null) {
            return;
        }
        var device = devices.computeIfAbsent(name, n -> device(n, node));
        if (below == null) {
            device.disks.add(name);
        } else {
            device.disks.addAll(below.disks);
            below.above.add(name);
        }
        for (var child : node.above()) {
            add(child, device);
        }
    }

    private static Device device(String name, Lsblk.Node node) {
        var mapped = node.name();
        var type = node.type();
        return new Device(name, mapped == null ? name : mapped, type == null ? "" : type, node.tran(),
                node.vendor(), node.wwn(), lower(node.pttype()), lower(node.parttype()),
                node.partlabel(), isActive(node.partflags()), node.fstype(),
                node.label(), node.uuid(), new TreeSet<>(), new LinkedHashSet<>());
    }

    /** Runs blkid on a disk or partition whose content lsblk does not name. */
    private void fillIn(String name, String disk, String type) throws InterruptedException {
        var known = devices.get(name);
        if (known != null && (known.fileSystem != null || known.table != null && type.equals("disk"))) {
            return;
        }
        var signatures = tools.signatures("/dev/" + name);
        var base = known == null ? device(name, Lsblk.Node.of(name, type)) : known;
        var partitionType = signatures.get("PART_ENTRY_TYPE");
        var flags = signatures.get("PART_ENTRY_FLAGS");
        base.disks.add(disk);
        devices.put(name, new Device(name, base.mappedName, base.type, base.transport, base.vendor, base.wwn,
                or(base.table, lower(signatures.get("PTTYPE"))), or(base.partitionType, lower(partitionType)),
                or(base.partitionLabel, signatures.get("PART_ENTRY_NAME")), base.active || isActive(flags),
                signatures.get("TYPE"), or(base.label, signatures.get("LABEL")), or(base.uuid, signatures.get("UUID")),
                base.disks,
                base.above));
        var whole = devices.get(disk);
        if (whole != null && !name.equals(disk)) {
            whole.above.add(name);
        }
    }

    /**
     * The content of a partition is unknown where the signature of swap space is all that is left of it, and of one
     * that a table says which is a leftover itself, on a disk with a file system of its own.
     */
    private void doubtSwap(String name, String disk) throws InterruptedException {
        var device = devices.get(name);
        if (device != null && "swap".equals(device.fileSystem) && (hasFileSystem(devices.get(disk))
                || new SwapHeader(tools.firstBytes(device.path(), SwapHeader.SIZE)).isDoubtful(sizeBytes(name)))) {
            devices.put(name, new Device(name, device.mappedName, device.type, device.transport, device.vendor,
                    device.wwn, device.table, device.partitionType, device.partitionLabel, device.active, null, null,
                    null, device.disks, device.above));
        }
    }

    private static boolean hasFileSystem(@Nullable Device disk) {
        return disk != null && disk.fileSystem != null && !disk.fileSystem.equals(PATH_MEMBER);
    }

    /** Of an MBR the partition to boot from, of a GPT one that "legacy BIOS" boots from (bit 2 of the attributes). */
    private static boolean isActive(@Nullable String flags) {
        return flags != null && LEGACY_BOOT.matcher(flags).matches();
    }

    private static @Nullable String or(@Nullable String text, @Nullable String other) {
        return text != null ? text : other;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
