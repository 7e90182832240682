package org.virtp2v.core.plan;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse.Role;

/**
 * What is recognised on the disks of a conversion, without mounting anything. What is missing here may be there all the
 * same: only ext file systems and NTFS are looked into.
 *
 * @param windows
 *            whether Windows is there
 * @param otherSystem
 *            whether another operating system is
 * @param systems
 *            the names that the operating systems give themselves, such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param fileSystems
 *            blkid's words for the file systems on partitions and whole disks
 * @param mountPoints
 *            where the systems mount their volumes
 */
public record GuestContent(boolean windows, boolean otherSystem, Set<String> systems, Set<String> fileSystems,
        Set<String> mountPoints) {
    /** Nothing is recognised. */
    public static final GuestContent NONE = new GuestContent(false, false, Set.of(), Set.of(), Set.of());

    public GuestContent {
        systems = Set.copyOf(systems);
        fileSystems = Set.copyOf(fileSystems);
        mountPoints = Set.copyOf(mountPoints);
    }

    /** What these disks show. */
    static GuestContent of(List<Disk> disks) {
        List<Volume> volumes = disks.stream().flatMap(disk -> disk.content().volumes().stream()).toList();
        return new GuestContent(disks.stream().anyMatch(disk -> disk.content().boot().windows()),
                disks.stream().anyMatch(disk -> disk.content().boot().otherSystem()),
                set(volumes.stream().filter(v -> v.use().role() == Role.SYSTEM).map(v -> v.use().hint())),
                set(volumes.stream().map(Volume::fileSystem)),
                set(volumes.stream().flatMap(v -> v.use().mountPoints().stream())));
    }

    private static Set<String> set(Stream<String> words) {
        return words.filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }
}
