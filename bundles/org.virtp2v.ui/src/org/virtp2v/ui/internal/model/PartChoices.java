package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.plan.ExclusionRules;
import org.virtp2v.core.plan.PartitionNames;
import org.virtp2v.core.text.Messages;

/**
 * Which partitions stay behind. Until the user says something it is what the settings say, also where that is wrong;
 * then it is what the user chose. UI thread only.
 */
public final class PartChoices {
    private static final Messages TEXT = Messages.beside(PartChoices.class);

    private final @Nullable List<String> given;
    private final boolean possible;
    private final WritableValue<Set<String>> excluded;
    private Machine machine;
    private boolean chosen;

    /**
     * @param given
     *            partitions as the settings name them; null: they do not say
     * @param possible
     *            whether one of the NBD servers can leave something out
     */
    PartChoices(Machine machine, @Nullable List<String> given, boolean possible) {
        this.machine = machine;
        this.given = given;
        this.possible = possible;
        excluded = new WritableValue<>(atFirst(machine), Set.class);
    }

    private Set<String> atFirst(Machine seen) {
        if (given != null) {
            return Set.copyOf(new PartitionNames(seen).partitions(given));
        }
        return possible ? byDefault(seen.disks()) : Set.of();
    }

    private List<Disk> disks(List<String> copied) {
        return machine.disks().stream().filter(d -> copied.contains(d.name())).toList();
    }

    private static Set<String> byDefault(List<Disk> disks) {
        return disks.stream().flatMap(d -> ExclusionRules.byDefault(d).stream()).map(Volume::name)
                .collect(Collectors.toSet());
    }

    /** Names of the partitions that stay behind if their disks are copied. */
    public IObservableValue<Set<String>> excluded() {
        return excluded;
    }

    /** Whether a partition stays behind if its disk is copied. */
    public boolean isExcluded(PartRow row) {
        return excluded.getValue().contains(row.name());
    }

    /** The rows of a disk's partitions; those that only hold others are left out. */
    List<PartRow> rows(Disk disk) {
        if (disk.content().table() == PartitionTable.NONE) {
            return List.of();
        }
        return disk.content().volumes().stream().filter(v -> !v.isExtended() && !v.name().equals(disk.name()))
                .map(v -> new PartRow(v.name(), disk.name(), v.sizeBytes(), v.usedBytes(), DiskText.part(v),
                        v.isSwap(), locked(disk, v)))
                .toList();
    }

    private @Nullable String locked(Disk disk, Volume volume) {
        return possible ? ExclusionRules.refusal(disk, volume) : TEXT.get("lock.server");
    }

    /**
     * Leaves a partition behind, or no longer, and with it those that belong to it.
     *
     * @param copied
     *            the disks that are copied
     * @return a message for the user: why it was not done, or why more was done; null: none
     */
    @Nullable
    String choose(PartRow row, boolean copy, List<String> copied) {
        List<Disk> disks = disks(copied);
        Disk own = disks.stream().filter(d -> d.name().equals(row.disk())).findFirst().orElse(null);
        if (own == null) {
            return TEXT.get("partOfOther", row.name(), row.disk());
        }
        Volume volume = own.content().volumes().stream().filter(v -> v.name().equals(row.name())).findFirst()
                .orElseThrow();
        List<Volume> bound = ExclusionRules.boundTo(volume, disks);
        String refusal = copy ? null : refusal(bound, disks);
        if (refusal != null) {
            return TEXT.get("cannotExclude", row.name(), refusal);
        }
        Set<String> names = bound.stream().map(Volume::name).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> now = new HashSet<>(excluded.getValue());
        if (copy) {
            now.removeAll(names);
        } else {
            now.addAll(names);
        }
        chosen = true;
        excluded.setValue(Set.copyOf(now));
        return names.size() == 1 ? null : TEXT.get("partsTogether", String.join(", ", names));
    }

    private @Nullable String refusal(List<Volume> bound, List<Disk> disks) {
        for (Disk disk : disks) {
            for (Volume volume : disk.content().volumes()) {
                String reason = bound.contains(volume) ? locked(disk, volume) : null;
                if (reason != null) {
                    return reason;
                }
            }
        }
        return null;
    }

    /** Takes over the result of a further probe; partitions that were there already stay as they were chosen. */
    void refresh(Machine now) {
        Set<String> before = names(machine.disks());
        Set<String> next = new HashSet<>(excluded.getValue());
        next.retainAll(names(now.disks()));
        atFirst(now).stream().filter(name -> !before.contains(name)).forEach(next::add);
        machine = now;
        excluded.setValue(Set.copyOf(next));
    }

    private static Set<String> names(List<Disk> disks) {
        return disks.stream().flatMap(d -> d.content().volumes().stream()).map(Volume::name)
                .collect(Collectors.toSet());
    }

    /**
     * The choice as the settings have it; null: what happens when nobody says anything.
     *
     * @param copied
     *            names of the disks that are copied
     */
    @Nullable
    List<String> setting(List<String> copied) {
        List<Disk> disks = disks(copied);
        if (!chosen) {
            return given == null ? null : without(given, disks);
        }
        List<String> now = new ArrayList<>();
        for (Disk disk : disks) {
            disk.content().volumes().stream().map(Volume::name).filter(excluded.getValue()::contains)
                    .forEach(now::add);
        }
        return Set.copyOf(now).equals(possible ? byDefault(disks) : Set.of()) ? null : List.copyOf(now);
    }

    /** A disk that the user does not want needs no word about its partitions. */
    private List<String> without(List<String> names, List<Disk> copied) {
        PartitionNames known = new PartitionNames(machine);
        return names.stream().filter(name -> {
            PartitionNames.Partition found = known.find(name);
            return found == null || copied.contains(found.disk());
        }).toList();
    }
}
