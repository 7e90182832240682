package org.virtp2v.core.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskPart;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.DiskNames.NamedDisk;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.source.DiskSizer;
import org.virtp2v.core.source.SourceDisk;

/** Makes a {@link SourceDisk} of each disk that the user names, or says why it cannot be copied. */
final class DiskPlanner {
    private static final int SECTOR_BYTES = 512;

    private final Machine machine;
    private final List<NamedDisk> wanted;
    private final DiskSizer sizer;
    private final Notes problems;
    private final Notes warnings;

    /**
     * @param names
     *            the disks that the user names; null: none
     * @param sizer
     *            finds the size of disks that are named by path
     */
    DiskPlanner(Machine machine, @Nullable List<String> names, DiskSizer sizer, Notes problems, Notes warnings) {
        this.machine = machine;
        this.wanted = names == null ? List.of() : names.stream().map(new DiskNames(machine)::find).toList();
        this.sizer = sizer;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Whether none is an image file, which may be of any machine. */
    boolean areOfThisMachine() {
        return wanted.stream().allMatch(NamedDisk::isOfThisMachine);
    }

    /**
     * The disk that shows what a name leads to: itself, or one that a whole device stands on; null when there is none.
     */
    private @Nullable Disk shownBy(NamedDisk one) {
        DiskPart part = one.part();
        return part == null || !part.wholeDisk() ? one.disk()
                : machine.disks().stream().filter(d -> part.disks().contains(d.name())).findFirst().orElse(null);
    }

    /** What this machine knows of the disks, in their order; nothing of an image file. */
    List<Disk> shown() {
        return wanted.stream().flatMap(one -> Optional.ofNullable(shownBy(one)).stream()).toList();
    }

    /**
     * The disks that can be copied, in their order.
     *
     * @throws SourceException
     *             when a disk that is named by path cannot be looked at
     */
    List<SourceDisk> plan() throws SourceException {
        List<SourceDisk> disks = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (NamedDisk each : wanted) {
            if (!seen.add(each.realPath())) {
                refuse("diskTwice", each.name());
            } else if (isUsable(each)) {
                disks.add(disk(each, disks));
            }
        }
        if (wanted.isEmpty()) {
            refuse("noDisk");
        }
        return disks;
    }

    private boolean isUsable(NamedDisk one) {
        String name = one.name();
        Disk disk = one.disk();
        DiskPart part = one.part();
        if (disk != null && disk.runningSystem()) {
            refuse("runningSystem", name);
            return false;
        }
        if (part != null
                && machine.disks().stream().anyMatch(d -> d.runningSystem() && part.disks().contains(d.name()))) {
            refuse("partOfRunningSystem", name, String.join(", ", part.disks()));
            return false;
        }
        if (part != null && !part.wholeDisk()) {
            warnings.add(Key.DISKS, "partOfDisk", name, String.join(", ", part.disks()));
        }
        // virt-v2v opens disks with sectors of 512 bytes, and finds no partition table where these are larger.
        Disk shown = shownBy(one);
        if (shown != null && shown.hardware().logicalSectorBytes() > SECTOR_BYTES) {
            refuse("largeSectors", name, Integer.toString(shown.hardware().logicalSectorBytes()));
            return false;
        }
        return true;
    }

    private SourceDisk disk(NamedDisk one, List<SourceDisk> before) throws SourceException {
        String name = one.name();
        Disk disk = one.disk();
        boolean byPath = name.startsWith("/");
        long size = disk != null && !byPath ? disk.sizeBytes() : sizer.sizeOf(one.path());
        String target = byPath ? freeTarget(before) : name;
        return disk == null ? new SourceDisk(name, one.path(), size, target)
                : new SourceDisk(name, one.path(), size, target, SourceHardware.bus(disk.hardware().bus()),
                        usedBytes(disk, size));
    }

    private static @Nullable Long usedBytes(Disk disk, long sizeBytes) {
        Long used = disk.content().usedBytes();
        return used == null ? null : Long.valueOf(Math.min(used, sizeBytes));
    }

    /** By position, but never a name that another disk has. */
    private String freeTarget(List<SourceDisk> disks) {
        for (int position = disks.size();; position++) {
            String target = Planner.targetName(position);
            if (wanted.stream().noneMatch(d -> d.name().equals(target))
                    && disks.stream().noneMatch(d -> d.targetDevice().equals(target))) {
                return target;
            }
        }
    }

    private void refuse(String message, Object... arguments) {
        problems.add(Key.DISKS, message, arguments);
    }
}
