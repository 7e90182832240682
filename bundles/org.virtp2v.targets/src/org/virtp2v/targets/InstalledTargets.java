package org.virtp2v.targets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.Targets;
import org.virtp2v.targets.internal.BuiltInTargets;

/**
 * The targets that come with the program, and those of plug-ins, which are looked for when the targets are first asked
 * for.
 */
public final class InstalledTargets implements Targets {
    private final Supplier<List<TargetDescription>> plugIns;
    private @Nullable List<TargetDescription> all;

    /**
     * @param plugIns
     *            finds the targets of plug-ins, none of which is called as another or as one of the program's own;
     *            called once
     */
    public InstalledTargets(Supplier<List<TargetDescription>> plugIns) {
        this.plugIns = plugIns;
    }

    @Override
    public synchronized List<TargetDescription> all() {
        List<TargetDescription> found = all;
        if (found == null) {
            found = find();
            all = found;
        }
        return found;
    }

    private List<TargetDescription> find() {
        List<TargetDescription> found = new ArrayList<>(BuiltInTargets.all());
        found.addAll(plugIns.get());
        found.sort(Comparator.comparingInt(TargetDescription::order).thenComparing(TargetDescription::id));
        return List.copyOf(found);
    }
}
