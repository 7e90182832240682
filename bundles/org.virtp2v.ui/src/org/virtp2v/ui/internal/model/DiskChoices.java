package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;

/** Which disks are converted. Disks that belong together are chosen together. UI thread only. */
public final class DiskChoices {
    private static final Messages TEXT = Messages.beside(DiskChoices.class);

    private final boolean allowPartial;
    private final PartChoices parts;
    private final WritableValue<List<DiskNode>> nodes;
    private final WritableValue<Set<String>> selected;
    private final WritableValue<Map<String, Secret>> keys = new WritableValue<>(Map.of(), Map.class);
    /** How the settings name the disks, in the order in which the guest gets them. */
    private final WritableValue<List<String>> order;
    private boolean moved;

    DiskChoices(List<DiskNode> nodes, List<String> wanted, boolean allowPartial, PartChoices parts) {
        this.allowPartial = allowPartial;
        this.parts = parts;
        this.order = new WritableValue<>(wanted, List.class);
        this.nodes = new WritableValue<>(nodes, List.class);
        Set<String> chosen = DiskRows.all(nodes).stream()
                .filter(row -> row.locked() == null && wanted.contains(row.setting())).map(DiskRow::name)
                .collect(Collectors.toSet());
        selected = new WritableValue<>(chosen, Set.class);
    }

    /** The list. */
    public IObservableValue<List<DiskNode>> nodes() {
        return nodes;
    }

    /** Which of the partitions stay behind. */
    public PartChoices parts() {
        return parts;
    }

    /** Whether a partition is copied. */
    public boolean isCopied(PartRow row) {
        return selected.getValue().contains(row.disk()) && !parts.isExcluded(row);
    }

    /** Names of the chosen disks. */
    public IObservableValue<Set<String>> selected() {
        return selected;
    }

    /** All disks, without the groups. */
    public List<DiskRow> rows() {
        return DiskRows.all(nodes.getValue());
    }

    /** Whether a disk is chosen. */
    public boolean isChosen(DiskRow row) {
        return selected.getValue().contains(row.name());
    }

    /** The chosen disks, in the guest's order: as the settings have it or the user moved them, then the machine's. */
    public List<DiskRow> chosen() {
        List<String> wanted = order.getValue();
        return rows().stream().filter(this::isChosen).sorted(Comparator.comparingInt(row -> {
            int position = wanted.indexOf(row.setting());
            return position < 0 ? Integer.MAX_VALUE : position;
        })).toList();
    }

    /** The order in which the guest gets the disks; changes when the user moves one. */
    public IObservableValue<List<String>> order() {
        return order;
    }

    /** Which of the guest's disks a disk becomes, counted from 1; 0 when it is not chosen. */
    public int position(DiskRow row) {
        return chosen().indexOf(row) + 1;
    }

    /**
     * Whether a disk can be moved so many places towards the end of the guest's disks, or, below zero, the beginning.
     */
    public boolean canMove(DiskRow row, int places) {
        int position = position(row);
        return position > 0 && position + places >= 1 && position + places <= chosen().size();
    }

    /** Moves a disk; where it cannot be moved, it stays. */
    public void move(DiskRow row, int places) {
        if (canMove(row, places)) {
            List<String> now = new ArrayList<>(chosen().stream().map(DiskRow::setting).toList());
            int from = now.indexOf(row.setting());
            now.add(from + places, now.remove(from));
            moved = true;
            order.setValue(List.copyOf(now));
        }
    }

    /**
     * Chooses a disk or partition, or no longer, and with it those that belong to it.
     *
     * @return a message for the user: why it was not done, or why more was done; null: none
     */
    public @Nullable String choose(DiskNode node, boolean on) {
        return switch (node) {
            case PartRow part -> parts.choose(part, on, List.copyOf(selected.getValue()));
            case DiskSet set -> choose(set, set.disks(), on);
            case DiskRow row -> {
                if (row.locked() != null) {
                    yield TEXT.get("cannotChoose", row.name(), row.locked());
                }
                DiskSet set = setOf(row);
                yield set == null || allowPartial ? choose(set, List.of(row), on) : choose(set, set.disks(), on);
            }
        };
    }

    private @Nullable DiskSet setOf(DiskRow row) {
        for (DiskNode node : nodes.getValue()) {
            if (node instanceof DiskSet set && set.disks().contains(row)) {
                return set;
            }
        }
        return null;
    }

    private @Nullable String choose(@Nullable DiskSet set, List<DiskRow> rows, boolean on) {
        List<DiskRow> free = rows.stream().filter(row -> row.locked() == null).toList();
        if (free.isEmpty()) {
            return rows.isEmpty() ? null : TEXT.get("cannotChoose", rows.get(0).name(), rows.get(0).locked());
        }
        Set<String> names = free.stream().map(DiskRow::name).collect(Collectors.toSet());
        Set<String> now = new HashSet<>(selected.getValue());
        if (on) {
            now.addAll(names);
        } else {
            now.removeAll(names);
        }
        selected.setValue(Set.copyOf(now));
        return set == null || free.size() == 1 || allowPartial ? null
                : TEXT.get(on ? "chosenTogether" : "leftTogether",
                        free.stream().map(DiskRow::name).collect(Collectors.joining(", ")), set.title());
    }

    /** Takes over the result of a further probe; disks that were there already stay as they were chosen. */
    void refresh(List<DiskNode> now, List<String> nowWanted) {
        Set<String> before = rows().stream().map(DiskRow::name).collect(Collectors.toSet());
        Set<String> chosen = new HashSet<>();
        for (DiskNode node : now) {
            List<DiskRow> rows = DiskRows.all(List.of(node));
            boolean anyKnown = rows.stream().anyMatch(row -> before.contains(row.name()));
            boolean anyChosen = rows.stream().anyMatch(this::isChosen);
            for (DiskRow row : rows) {
                // A new disk of an array goes where the others of it went.
                boolean follow = anyKnown && !allowPartial ? anyChosen : nowWanted.contains(row.setting());
                if (row.locked() == null && (before.contains(row.name()) ? isChosen(row) : follow)) {
                    chosen.add(row.name());
                }
            }
        }
        if (!moved) {
            order.setValue(nowWanted);
        }
        nodes.setValue(now);
        selected.setValue(Set.copyOf(chosen));
    }

    /** The keys of encrypted volumes, by volume. */
    public IObservableValue<Map<String, Secret>> keys() {
        return keys;
    }

    /** Takes the key of an encrypted volume; an empty one takes it away. */
    public void unlock(Volume volume, String key) {
        Map<String, Secret> now = new HashMap<>(keys.getValue());
        if (key.isEmpty()) {
            now.remove(volume.name());
        } else {
            now.put(volume.name(), new Secret(key));
        }
        keys.setValue(Map.copyOf(now));
    }

    /** Whether there is a key for a volume. */
    public boolean hasKey(Volume volume) {
        return keys.getValue().containsKey(volume.name());
    }

    /** Chosen disks with an encrypted volume that there is no key for. */
    List<DiskRow> withoutKey() {
        return chosen().stream().filter(row -> row.encrypted().stream().anyMatch(volume -> !hasKey(volume))).toList();
    }

    /** The keys of the chosen disks, as {@code p2v.key} has them. */
    List<Secret> encryptionKeys() {
        List<DiskRow> chosen = chosen();
        return chosen.stream().flatMap(row -> row.encrypted().stream().filter(this::hasKey).map(volume -> new Secret(
                selector(row, volume, chosen.indexOf(row)) + ":key:" + keys.getValue().get(volume.name()).reveal())))
                .toList();
    }

    /** As virt-v2v knows the volume: by its UUID where it has one, else by the place of its disk among the guest's. */
    private static String selector(DiskRow row, Volume volume, int position) {
        String uuid = volume.uuid();
        if (volume.encryption() == Volume.Encryption.LUKS && uuid != null) {
            return uuid;
        }
        return guestDevice(row.name(), volume.name(), position);
    }

    /** As virt-v2v calls the volume of this name: by the place of its disk among the guest's, counted from 0. */
    static String guestDevice(String disk, String volume, int position) {
        String rest = volume.startsWith(disk) ? volume.substring(disk.length()) : "";
        return "/dev/" + Planner.targetName(position) + rest.replaceFirst("^p", "");
    }
}
