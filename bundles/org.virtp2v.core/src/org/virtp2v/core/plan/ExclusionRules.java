package org.virtp2v.core.plan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse.Role;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.text.Messages;

/**
 * Which partitions can stay behind: never what the guest boots from or its system lies in, as far as that is known.
 * Planner and wizard both ask here.
 */
public final class ExclusionRules {
    /** The header of swap space is a page of the kernel that made it, at most this many bytes; see mkswap(8). */
    static final long SWAP_HEADER_BYTES = 64 << 10;
    /** The first sector is the partition table's, see UEFI specification, "Protective MBR". */
    private static final long TABLE_BYTES = 512;
    /** A system does not start, or virt-v2v does not know it, without what is mounted there. */
    private static final Set<String> SYSTEM_POINTS = Set.of("/", "/boot", "/boot/efi", "/efi", "/etc", "/usr", "/var");

    private static final Messages TEXT = Messages.beside(ExclusionRules.class);

    private ExclusionRules() {
    }

    /** Whether one of the servers can leave something out. */
    public static boolean canExclude(List<NbdServer> servers) {
        return servers.stream().anyMatch(NbdServer::canExclude);
    }

    /**
     * Why a partition must be copied, in a sentence; null when it can stay behind, if all that belongs to it does.
     *
     * @param disk
     *            its disk
     */
    public static @Nullable String refusal(Disk disk, Volume volume) {
        String name = volume.name();
        if (name.equals(disk.name())) {
            return TEXT.get("exclude.wholeDisk", name);
        } else if (volume.isExtended()) {
            return TEXT.get("exclude.extended", name);
        }
        Role role = volume.use().role();
        if (role == Role.EFI_SYSTEM || role == Role.BIOS_BOOT) {
            return TEXT.get("exclude." + role, name);
        } else if (role == Role.BOOT || role == Role.SYSTEM) {
            return TEXT.get("exclude." + role, name, Objects.requireNonNullElse(volume.hint(), "?"));
        }
        Optional<String> point = volume.use().mountPoints().stream().filter(SYSTEM_POINTS::contains).findFirst();
        if (point.isPresent()) {
            return TEXT.get("exclude.mounted", name, point.get());
        }
        Optional<DiskGroup> group = volume.use().groups().stream().filter(g -> !g.kind().isCounted()).findFirst();
        if (group.isPresent()) {
            return TEXT.get("exclude.notCounted", name, groupName(group.get()));
        }
        return extent(volume).filter(extent -> extent.end() <= disk.sizeBytes()).isEmpty()
                ? outside(name)
                : null;
    }

    /** Why a partition must be copied of which it is not known where it lies. */
    static String outside(String name) {
        return TEXT.get("exclude.place", name);
    }

    /** The part of the disk that is not read when a partition stays behind; empty: its place is not known. */
    static Optional<Extent> extent(Volume volume) {
        Long offset = volume.offsetBytes();
        long header = volume.isSwap() ? SWAP_HEADER_BYTES : 0;
        if (offset == null || offset < TABLE_BYTES || volume.sizeBytes() <= header
                || volume.sizeBytes() > Long.MAX_VALUE - offset) {
            return Optional.empty();
        }
        return Optional.of(new Extent(offset + header, volume.sizeBytes() - header));
    }

    /** The partitions of the disks that can only stay behind together with one of them, itself among them. */
    public static List<Volume> boundTo(Volume volume, List<Disk> disks) {
        return disks.stream().flatMap(d -> d.content().volumes().stream())
                .filter(v -> v.equals(volume) || v.use().groups().stream().anyMatch(volume.use().groups()::contains))
                .toList();
    }

    /** The partitions that stay behind when nobody says anything: swap space, where nothing speaks against it. */
    public static List<Volume> byDefault(Disk disk) {
        return disk.content().volumes().stream()
                .filter(v -> v.isSwap() && v.use().groups().isEmpty() && refusal(disk, v) == null)
                .filter(v -> overlapped(v, disk).isEmpty()).toList();
    }

    /** The other partitions of its disk that a partition overlaps; not those that only hold others. */
    static List<Volume> overlapped(Volume volume, Disk disk) {
        Optional<Extent> own = extent(volume);
        return disk.content().volumes().stream().filter(v -> !v.equals(volume) && !v.isExtended())
                .filter(v -> own.isPresent() && overlap(own.get(), v)).toList();
    }

    private static boolean overlap(Extent extent, Volume other) {
        Long offset = other.offsetBytes();
        return offset != null && offset < extent.end() && extent.offset() - offset < other.sizeBytes();
    }

    /** A group, in words. */
    static String groupName(DiskGroup group) {
        return TEXT.get("group." + group.kind(), group.name());
    }
}
