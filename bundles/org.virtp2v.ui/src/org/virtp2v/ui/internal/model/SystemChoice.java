package org.virtp2v.ui.internal.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.SystemRoot;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.text.Messages;

/** Which of several operating systems is converted ({@code --root}), as text in a field. UI thread only. */
public final class SystemChoice {
    private static final Messages TEXT = Messages.beside(SystemChoice.class);
    /** What counts when nothing is given. */
    private static final String FIRST = "first";
    private static final String SINGLE = "single";

    private final @Nullable String given;
    private final DiskChoices disks;
    private final Supplier<Machine> machine;
    private final WritableValue<String> text;
    private final WritableValue<List<String>> found = new WritableValue<>(List.of(), List.class);
    private final IObservableValue<List<String>> offered;

    SystemChoice(@Nullable String given, DiskChoices disks, Supplier<Machine> machine) {
        this.given = given;
        this.disks = disks;
        this.machine = machine;
        text = new WritableValue<>(given == null ? first() : given, String.class);
        offered = ComputedValue.create(this::offers);
    }

    private static String first() {
        return TEXT.get("system", FIRST, TEXT.get("system.default"));
    }

    /** The field: a root, and what comes after a blank is for people. */
    public IObservableValue<String> text() {
        return text;
    }

    /** What there is to choose from: what this machine shows of its disks, and what virt-v2v has found. */
    public IObservableValue<List<String>> offered() {
        return offered;
    }

    /** Takes over the root file systems between which virt-v2v could not choose. */
    public void found(List<String> roots) {
        found.setValue(List.copyOf(roots));
    }

    private List<String> offers() {
        Map<String, String> roots = new LinkedHashMap<>();
        List<DiskRow> chosen = disks.chosen();
        for (int i = 0; i < chosen.size(); i++) {
            String disk = chosen.get(i).name();
            for (SystemRoot system : systems(disk)) {
                String root = system.logicalVolume() ? "/dev/" + system.device()
                        : DiskChoices.guestDevice(disk, system.device(), i);
                roots.put(root, TEXT.get("system", root, system.hint()));
            }
        }
        found.getValue().forEach(root -> roots.putIfAbsent(root, root));
        return Stream.concat(Stream.of(first(), SINGLE), roots.values().stream()).toList();
    }

    private List<SystemRoot> systems(String disk) {
        return machine.get().disks().stream().filter(each -> each.name().equals(disk))
                .flatMap(each -> each.content().roots().stream()).toList();
    }

    private String root() {
        return text.getValue().strip().split(" ", 2)[0];
    }

    /** The root; null: the default, also while the field has none. */
    @Nullable
    String chosen() {
        String root = root();
        return !isRoot(root) || given == null && root.equals(FIRST) ? null : root;
    }

    private static boolean isRoot(String root) {
        try {
            Key.ROOT.read(root, Settings.NONE);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Reports the problem of the field. */
    void judge(Consumer<PlanProblem> problems) {
        if (!root().isEmpty() && !isRoot(root())) {
            problems.accept(new PlanProblem(Key.ROOT, TEXT.get("badRoot")));
        }
    }
}
