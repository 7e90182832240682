package org.virtp2v.core.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse.Role;
import org.virtp2v.core.plan.PartitionNames.Partition;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ExtentSet;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;

/**
 * Decides which partitions stay behind: those that the user names, or, when nobody says anything, swap space. Of images
 * nothing is known, so nothing of them does.
 */
final class ExclusionPlanner {
    /** Content in which a system would have been seen. */
    private static final Set<String> SEEN_THROUGH = Set.of("ext2", "ext3", "ext4", "vfat", "swap");
    private static final Set<String> OF_WINDOWS = Set.of("ntfs", "vfat", "exfat", "bitlocker", "refs");

    private final Machine machine;
    private final @Nullable List<String> asked;
    private final List<NbdServer> servers;
    private final Notes problems;
    private final Notes warnings;
    /** Those that are copied, by their devices. */
    private final Map<Path, Disk> disks = new LinkedHashMap<>();
    private final Set<Volume> excluded = new LinkedHashSet<>();
    private final Map<Volume, Disk> diskOf = new HashMap<>();
    private List<String> copiedSwap = List.of();

    /**
     * @param asked
     *            the partitions that the user names; null: the user says nothing
     * @param servers
     *            the NBD servers to try
     */
    ExclusionPlanner(Machine machine, @Nullable List<String> asked, List<NbdServer> servers, Notes problems,
            Notes warnings) {
        this.machine = machine;
        this.asked = asked;
        this.servers = servers;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** The disks with the parts of them that stay behind. */
    List<SourceDisk> apply(List<SourceDisk> copied) {
        for (SourceDisk disk : copied) {
            machine.disks().stream().filter(d -> d.device().equals(disk.path())).forEach(d -> {
                disks.put(d.device(), d);
                d.content().volumes().forEach(v -> diskOf.put(v, d));
            });
        }
        List<String> names = asked;
        if (names == null) {
            swap();
        } else if (!names.isEmpty()) {
            named(names);
        }
        return copied.stream().map(this::without).toList();
    }

    /** What stays behind; after {@link #apply}. */
    Exclusions exclusions() {
        return new Exclusions(disks.values().stream().flatMap(d -> partsOf(d).stream()).toList(), copiedSwap);
    }

    /** The servers to try: only those that can leave out what the user wants left out; after {@link #apply}. */
    List<NbdServer> servers() {
        return asked == null || excluded.isEmpty() ? servers
                : servers.stream().filter(NbdServer::canExclude).toList();
    }

    private void swap() {
        List<Volume> swap = disks.values().stream().flatMap(d -> ExclusionRules.byDefault(d).stream()).toList();
        if (ExclusionRules.canExclude(servers)) {
            excluded.addAll(swap);
        } else {
            copiedSwap = swap.stream().map(Volume::name).toList();
        }
    }

    private void named(List<String> names) {
        if (!ExclusionRules.canExclude(servers)) {
            problems.add(Key.EXCLUDE, "exclude.server",
                    servers.stream().map(NbdServer::optionName).collect(Collectors.joining(", ")));
            return;
        }
        PartitionNames known = new PartitionNames(machine);
        for (String name : names) {
            Volume volume = usable(name, known.find(name));
            if (volume != null) {
                excluded.add(volume);
            }
        }
        groups();
        overlaps();
        consequences();
        system();
    }

    private @Nullable Volume usable(String name, @Nullable Partition found) {
        if (found == null) {
            problems.add(Key.EXCLUDE, "exclude.unknown", name);
            return null;
        }
        Volume volume = found.volume();
        if (volume == null) {
            problems.add(Key.EXCLUDE, "exclude.disk", name);
            return null;
        }
        String refusal = ExclusionRules.refusal(found.disk(), volume);
        if (!disks.containsKey(found.disk().device())) {
            problems.add(Key.EXCLUDE, "exclude.otherDisk", name, found.disk().name());
            return null;
        } else if (refusal != null) {
            problems.add(Key.EXCLUDE, "exclude.refused", refusal);
            return null;
        }
        return volume;
    }

    /** Half of an array or volume group is of no use. */
    private void groups() {
        Set<DiskGroup> groups = excluded.stream().flatMap(v -> v.use().groups().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (DiskGroup group : groups) {
            List<Volume> members = diskOf.keySet().stream().filter(v -> v.use().groups().contains(group))
                    .sorted(Comparator.comparing(Volume::name)).toList();
            List<Volume> others = members.stream().filter(v -> !excluded.contains(v)).toList();
            if (!others.isEmpty()) {
                problems.add(Key.EXCLUDE, "exclude.partOfGroup",
                        names(members.stream().filter(excluded::contains).toList()),
                        ExclusionRules.groupName(group), names(others));
            }
        }
    }

    private void overlaps() {
        for (Volume volume : excluded) {
            List<Volume> others = ExclusionRules.overlapped(volume, diskOf(volume)).stream()
                    .filter(v -> !excluded.contains(v)).toList();
            if (!others.isEmpty()) {
                problems.add(Key.EXCLUDE, "exclude.overlap", volume.name(), names(others));
            }
        }
    }

    /** What the guest will make of partitions that are empty. */
    private void consequences() {
        List<Volume> seen = excluded.stream().filter(v -> !v.isSwap()).toList();
        for (Volume volume : seen) {
            if (!volume.use().mountPoints().isEmpty()) {
                warnings.add(Key.EXCLUDE, "excluded.mounted", volume.name(),
                        String.join(", ", volume.use().mountPoints()));
            }
        }
        List<Volume> unknown = seen.stream().filter(v -> v.use().mountPoints().isEmpty()).toList();
        List<Volume> ofWindows = unknown.stream().filter(ExclusionPlanner::isOfWindows).toList();
        List<Volume> others = unknown.stream().filter(v -> !isOfWindows(v)).toList();
        if (!ofWindows.isEmpty()) {
            warnings.add(Key.EXCLUDE, "excluded.windows", names(ofWindows));
        }
        if (!others.isEmpty()) {
            warnings.add(Key.EXCLUDE, "excluded.others", names(others));
        }
    }

    private static boolean isOfWindows(Volume volume) {
        String content = volume.fileSystem();
        return content != null && OF_WINDOWS.contains(content.toLowerCase(Locale.ROOT));
    }

    /** The root of a system in a volume group or on XFS cannot be seen, but that there is no other can. */
    private void system() {
        List<Volume> opaque = excluded.stream().filter(v -> !SEEN_THROUGH.contains(String.valueOf(v.fileSystem())))
                .filter(v -> v.use().mountPoints().isEmpty()).toList();
        if (!opaque.isEmpty() && diskOf.keySet().stream().noneMatch(v -> v.use().role() == Role.SYSTEM)) {
            warnings.add(Key.EXCLUDE, "excluded.system", names(opaque));
        }
    }

    private SourceDisk without(SourceDisk whole) {
        Disk disk = disks.get(whole.path());
        // Two names of one place, in tables that overlap, are one part.
        ExtentSet parts = new ExtentSet();
        if (disk != null) {
            partsOf(disk).forEach(part -> parts.add(part.extent()));
        }
        List<Extent> extents = parts.toList();
        if (disk == null || extents.isEmpty()) {
            return whole;
        }
        if (extents.getLast().end() > whole.sizeBytes()) {
            problems.add(Key.EXCLUDE, "exclude.refused", ExclusionRules.outside(partsOf(disk).getLast().name()));
            return whole;
        }
        return new SourceDisk(whole.name(), whole.path(), whole.sizeBytes(), whole.targetDevice(), whole.targetBus(),
                usedBytes(whole, disk, whole.sizeBytes() - parts.bytes()), extents);
    }

    /** Of a disk of which nothing is known, nothing is known of what is left either. */
    private @Nullable Long usedBytes(SourceDisk whole, Disk disk, long left) {
        return whole.usedBytes() == null ? null
                : Long.valueOf(Math.min(left, DiskContent.usedBytes(disk.content().volumes().stream()
                        .filter(v -> !excluded.contains(v)).toList())));
    }

    private List<Exclusions.Part> partsOf(Disk disk) {
        return disk.content().volumes().stream().filter(excluded::contains)
                .flatMap(v -> ExclusionRules.extent(v).stream()
                        .map(extent -> new Exclusions.Part(v.name(), v.sizeBytes(), extent, v.isSwap())))
                .toList();
    }

    private Disk diskOf(Volume volume) {
        Disk disk = diskOf.get(volume);
        if (disk == null) {
            throw new IllegalStateException(volume.name() + " is on no disk that is copied");
        }
        return disk;
    }

    private static String names(Iterable<Volume> volumes) {
        List<String> names = new ArrayList<>();
        volumes.forEach(v -> names.add(v.name()));
        return String.join(", ", names);
    }
}
