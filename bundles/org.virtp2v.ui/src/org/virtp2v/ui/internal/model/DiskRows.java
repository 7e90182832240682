package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.text.Messages;

/** Makes the list of disks: which there are, which of them belong together, and which cannot be chosen and why. */
final class DiskRows {
    private static final Messages TEXT = Messages.beside(DiskRows.class);

    private final Machine machine;
    private final List<String> wanted;
    private final boolean onlyWanted;
    private final DiskSizes sizes;
    private final boolean allowPartial;
    private final PartChoices parts;
    private final Map<String, Disk> byName = new HashMap<>();

    /**
     * @param wanted
     *            disks as the settings name them
     * @param onlyWanted
     *            whether they stand for the machine's disks
     * @param allowPartial
     *            whether disks that belong together may be chosen in part
     * @param parts
     *            makes the rows of partitions
     */
    DiskRows(Machine machine, List<String> wanted, boolean onlyWanted, DiskSizes sizes, boolean allowPartial,
            PartChoices parts) {
        this.machine = machine;
        this.wanted = wanted;
        this.onlyWanted = onlyWanted;
        this.sizes = sizes;
        this.allowPartial = allowPartial;
        this.parts = parts;
        for (Disk disk : machine.disks()) {
            byName.put(disk.name(), disk);
            byName.put(disk.device().toString(), disk);
        }
    }

    /** The list; disks of a group stand below the group. */
    List<DiskNode> nodes() {
        Map<String, DiskRow> rows = rows();
        Map<String, DiskSet> setOf = new HashMap<>();
        for (List<DiskGroup> bound : bound()) {
            Set<String> names = members(bound);
            List<DiskRow> disks = rows.values().stream().filter(row -> names.contains(row.name())).toList();
            DiskSet set = new DiskSet(DiskText.groups(bound), DiskText.missing(bound),
                    locked(disks, names, onlyPaths(bound)));
            names.forEach(name -> setOf.put(name, set));
        }
        List<DiskNode> nodes = new ArrayList<>();
        for (DiskRow row : rows.values()) {
            DiskSet set = setOf.get(row.name());
            if (set == null) {
                nodes.add(row);
            } else if (!nodes.contains(set)) {
                nodes.add(set);
            }
        }
        return nodes;
    }

    private static boolean onlyPaths(List<DiskGroup> groups) {
        return groups.stream().allMatch(group -> group.kind() == Kind.MULTIPATH);
    }

    /** By name, in the kernel's order, those that only the settings know last. */
    private Map<String, DiskRow> rows() {
        Map<String, String> settingOf = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (String setting : wanted) {
            Disk disk = byName.get(setting);
            if (disk == null) {
                others.add(setting);
            } else {
                settingOf.putIfAbsent(disk.name(), setting);
            }
        }
        Map<String, String> pathReasons = pathReasons(settingOf.keySet());
        Map<String, DiskRow> rows = new LinkedHashMap<>();
        for (Disk disk : machine.disks()) {
            if (!onlyWanted || settingOf.containsKey(disk.name())) {
                String reason = disk.runningSystem() ? TEXT.get("lock.running") : pathReasons.get(disk.name());
                rows.put(disk.name(), new DiskRow(disk.name(), settingOf.getOrDefault(disk.name(), disk.name()),
                        disk.sizeBytes(), disk.content().usedBytes(), DiskText.bus(disk), disk.model(),
                        disk.serial(),
                        DiskText.content(disk), disk.content().encrypted(), parts.rows(disk), reason));
            }
        }
        for (String setting : others) {
            rows.put(setting, other(setting));
        }
        return rows;
    }

    private DiskRow other(String setting) {
        String problem = sizes.problem(setting);
        return new DiskRow(setting, setting, sizes.size(setting), null, "", null, null,
                problem != null ? problem : TEXT.get(onlyWanted ? "content.image" : "content.path"), List.of(),
                List.of(), null);
    }

    /** One path to a disk is enough: the one that the settings name, else the first. */
    private Map<String, String> pathReasons(Set<String> named) {
        Map<String, String> reasons = new HashMap<>();
        for (DiskGroup group : machine.diskGroups()) {
            if (group.kind() == Kind.MULTIPATH) {
                String first = group.disks().stream().filter(named::contains).findFirst()
                        .orElse(group.disks().isEmpty() ? "" : group.disks().get(0));
                group.disks().stream().filter(name -> !name.equals(first))
                        .forEach(name -> reasons.put(name, TEXT.get("lock.path", first)));
            }
        }
        return reasons;
    }

    /** A group that shares a disk with the running system cannot be copied while that changes it. */
    private List<DiskRow> locked(List<DiskRow> disks, Set<String> names, boolean onlyPaths) {
        Optional<String> running = machine.disks().stream().filter(d -> d.runningSystem() && names.contains(d.name()))
                .map(Disk::name).findFirst();
        if (running.isEmpty() || allowPartial || onlyPaths) {
            return disks;
        }
        return disks.stream()
                .map(row -> row.locked() != null ? row : row.locked(TEXT.get("lock.shared", running.get())))
                .toList();
    }

    private static Set<String> members(List<DiskGroup> groups) {
        return groups.stream().flatMap(group -> group.disks().stream()).collect(Collectors.toSet());
    }

    /** The groups, those together that share a disk. */
    private List<List<DiskGroup>> bound() {
        List<List<DiskGroup>> bound = new ArrayList<>();
        for (DiskGroup group : machine.diskGroups()) {
            List<DiskGroup> merged = new ArrayList<>();
            Set<String> names = new HashSet<>(group.disks());
            for (List<DiskGroup> other : List.copyOf(bound)) {
                if (members(other).stream().anyMatch(names::contains)) {
                    bound.remove(other);
                    merged.addAll(other);
                }
            }
            merged.add(group);
            bound.add(merged);
        }
        return bound;
    }

    /** The row of a name; null: there is none. */
    static @Nullable DiskRow find(List<DiskNode> nodes, String name) {
        return all(nodes).stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
    }

    /** All disks, without the groups. */
    static List<DiskRow> all(List<DiskNode> nodes) {
        List<DiskRow> all = new ArrayList<>();
        for (DiskNode node : nodes) {
            switch (node) {
                case DiskRow row -> all.add(row);
                case DiskSet set -> all.addAll(set.disks());
                case PartRow part -> throw new IllegalArgumentException(part.name() + " is below its disk");
            }
        }
        return all;
    }
}
