package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;

/**
 * Devices to choose from. UI thread only.
 *
 * @param <T>
 *            their type
 */
public final class Choices<T> {
    private final Function<T, String> nameOf;
    private final WritableValue<List<T>> rows;
    private final WritableValue<Set<String>> selected;

    /**
     * @param found
     *            the devices of this machine
     * @param chosen
     *            names of the chosen ones
     * @param nameOf
     *            the name of a device
     * @param unknown
     *            stands for one that was asked for and is not there
     */
    Choices(List<T> found, List<String> chosen, Function<T, String> nameOf, Function<String, T> unknown) {
        this.nameOf = nameOf;
        rows = new WritableValue<>(withUnknown(found, chosen, unknown), List.class);
        selected = new WritableValue<>(Set.copyOf(chosen), Set.class);
    }

    private List<T> withUnknown(List<T> found, List<String> chosen, Function<String, T> unknown) {
        Set<String> known = found.stream().map(nameOf).collect(Collectors.toSet());
        List<T> all = new ArrayList<>(found);
        chosen.stream().filter(name -> !known.contains(name)).distinct().map(unknown).forEach(all::add);
        return List.copyOf(all);
    }

    /** All of them. */
    public IObservableValue<List<T>> rows() {
        return rows;
    }

    /** The names of those that are chosen. */
    public IObservableValue<Set<String>> selected() {
        return selected;
    }

    /** Chooses one, or no longer. */
    public void choose(T row, boolean on) {
        Set<String> now = new HashSet<>(selected.getValue());
        if (on ? now.add(nameOf.apply(row)) : now.remove(nameOf.apply(row))) {
            selected.setValue(Set.copyOf(now));
        }
    }

    /** Whether one is chosen. */
    public boolean isChosen(T row) {
        return selected.getValue().contains(nameOf.apply(row));
    }

    /** Names of the chosen ones, in order. */
    List<String> chosen() {
        return rows.getValue().stream().filter(this::isChosen).map(nameOf).toList();
    }

    /** Takes over the result of a further probe; those that were there already stay as they were chosen. */
    void refresh(List<T> found, List<String> byDefault, Function<String, T> unknown) {
        Set<String> before = rows.getValue().stream().map(nameOf).collect(Collectors.toSet());
        List<T> now = withUnknown(found, byDefault, unknown);
        Set<String> chosen = now.stream().map(nameOf)
                .filter(name -> before.contains(name) ? selected.getValue().contains(name) : byDefault.contains(name))
                .collect(Collectors.toSet());
        rows.setValue(now);
        selected.setValue(chosen);
    }
}
