package org.virtp2v.nbd.internal.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The block devices of this machine, and the names by which each is known whatever the kernel calls it: WWN and serial
 * number, as udev has them in {@code /dev/disk/by-id} or the kernel in {@code /sys}.
 *
 * @param links
 *            the directory with udev's links
 * @param sysfs
 *            where sysfs is
 * @param nodes
 *            where the devices are
 */
public record Devices(Path links, Path sysfs, Path nodes) {
    private static final Logger LOG = Logger.getLogger(Devices.class.getName());
    /** Of SCSI, NVMe, virtio, MMC and device mapper. */
    private static final List<String> ATTRIBUTES = List.of("wwid", "device/wwid", "serial", "device/serial",
            "device/cid", "dm/uuid", "md/uuid");

    /** Those of this machine. */
    public static Devices ofThisMachine() {
        return new Devices(Path.of("/dev/disk/by-id"), Path.of("/sys"), Path.of("/dev"));
    }

    /** The names of each device that has any, by its real path. */
    public Map<Path, Set<String>> present() {
        Map<Path, Set<String>> found = new LinkedHashMap<>();
        for (Path entry : list(sysfs.resolve("class/block"))) {
            Path node = nodes.resolve(entry.getFileName().toString().replace('!', '/'));
            try {
                Set<String> names = attributes(DeviceKey.directory(node, sysfs));
                if (!names.isEmpty()) {
                    found.put(node.toRealPath(), names);
                }
            } catch (IOException e) {
                LOG.log(Level.FINEST, "a device without a node", e);
            }
        }
        for (Path link : list(links)) {
            try {
                found.computeIfAbsent(link.toRealPath(), p -> new TreeSet<>()).add(link.getFileName().toString());
            } catch (IOException e) {
                LOG.log(Level.FINEST, "a link that leads nowhere", e);
            }
        }
        return found;
    }

    /**
     * The names that this device has alone: adapters there are that give all their disks the same serial number, and
     * the paths to a disk share its own.
     *
     * @return none when it has none, or is no block device
     */
    public Set<String> identity(Path device) {
        Map<Path, Set<String>> all = present();
        Path real = real(device);
        Set<String> own = new HashSet<>(all.getOrDefault(real, Set.of()));
        all.forEach((path, names) -> {
            if (!path.equals(real)) {
                own.removeAll(names);
            }
        });
        return own;
    }

    /** A path without links; itself, when there is nothing. */
    public static Path real(Path device) {
        try {
            return device.toRealPath();
        } catch (IOException e) {
            return device.toAbsolutePath();
        }
    }

    private static Set<String> attributes(@Nullable Path directory) {
        Set<String> names = new TreeSet<>();
        if (directory != null) {
            String partition = DeviceKey.line(directory.resolve("partition"));
            for (String attribute : ATTRIBUTES) {
                String value = DeviceKey.line(DeviceKey.whole(directory).resolve(attribute));
                if (!value.isEmpty()) {
                    names.add(attribute + " " + value + (partition.isEmpty() ? "" : " part" + partition));
                }
            }
        }
        return names;
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.FINE, "listing " + directory, e);
            return List.of();
        }
    }
}
