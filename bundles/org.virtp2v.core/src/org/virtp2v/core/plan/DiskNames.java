package org.virtp2v.core.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskPart;
import org.virtp2v.core.machine.Machine;

/**
 * The disks that the user's names stand for. A path that leads to a disk of this machine through links, such as
 * {@code /dev/disk/by-id/…}, is that disk: no name for it gets around a check. Partitions and volumes are no disks, but
 * it is known on which ones they are.
 */
final class DiskNames {
    static final Path DEVICES = Path.of("/dev");

    private final Map<String, Disk> byName = new HashMap<>();
    private final Map<Path, Disk> byPath = new HashMap<>();
    private final Map<Path, DiskPart> parts = new HashMap<>();

    /**
     * A disk that the user named.
     *
     * @param name
     *            as given
     * @param path
     *            absolute path to read it by
     * @param realPath
     *            where that leads when every link is followed; the same for two names of one file
     * @param disk
     *            the disk of this machine; null when it is something else
     * @param part
     *            the partition or volume of this machine; null when it is something else
     */
    record NamedDisk(String name, Path path, Path realPath, @Nullable Disk disk, @Nullable DiskPart part) {

        /** Whether it is part of this machine, and not an image. */
        boolean isOfThisMachine() {
            return disk != null || part != null || realPath.startsWith(DEVICES);
        }
    }

    DiskNames(Machine machine) {
        for (Disk disk : machine.disks()) {
            byName.put(disk.name(), disk);
            byPath.put(realPath(disk.device()), disk);
        }
        for (DiskPart part : machine.diskParts()) {
            for (Path path : List.of(DEVICES.resolve(part.name()),
                    DEVICES.resolve("mapper").resolve(part.mappedName()))) {
                parts.put(path, part);
                parts.putIfAbsent(realPath(path), part);
            }
        }
    }

    /** Looks a name up: the kernel's name below {@code /dev}, or an absolute path. */
    NamedDisk find(String name) {
        Path given = DEVICES.resolve(name).normalize();
        Path real = realPath(given);
        Disk disk = byName.containsKey(name) ? byName.get(name) : byPath.get(real);
        if (disk != null) {
            return new NamedDisk(name, disk.device(), realPath(disk.device()), disk, null);
        }
        return new NamedDisk(name, given, real, null, parts.containsKey(given) ? parts.get(given) : parts.get(real));
    }

    /** A missing file leads to itself; it is reported where it is opened. */
    static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }
}
