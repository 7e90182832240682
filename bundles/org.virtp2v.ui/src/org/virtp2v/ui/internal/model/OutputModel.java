package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.TargetChoice;
import org.virtp2v.core.text.Messages;

/** The output: the targets to choose from, and the chosen one's form. UI thread only. */
public final class OutputModel {
    private static final Messages TEXT = Messages.beside(OutputModel.class);
    /** The modes that are offered before those of the server are known. */
    private static final List<String> USUAL = List.of("local", "libvirt", "rhv");
    /** virt-v2v's old way to RHV, which works only on RHV's own hosts. */
    private static final String NEVER = "vdsm";

    private final Targets targets;
    private final GivenOutput given;
    private final Map<String, TargetForm> forms = new HashMap<>();
    private final WritableValue<TargetForm> chosen;
    private final WritableValue<String> format;
    private final WritableValue<OutputSettings.Allocation> allocation;

    OutputModel(Settings complete, Targets targets) {
        this.targets = targets;
        TargetDescription asked = targets.of(complete.target(), complete.output().type());
        given = new GivenOutput(complete, asked);
        chosen = new WritableValue<>(form(asked), TargetForm.class);
        OutputSettings output = given.output();
        format = new WritableValue<>(output.format() == null ? "" : output.format(), String.class);
        allocation = new WritableValue<>(output.allocation(), OutputSettings.Allocation.class);
    }

    private TargetForm form(TargetDescription description) {
        boolean installed = targets.all().contains(description);
        // A plug-in may be called like a mode of virt-v2v.
        String name = installed ? "p2v.target=" + description.id() : OutputMode.of(description.mode()).name();
        return forms.computeIfAbsent(name, n -> new TargetForm(description, installed, given));
    }

    /** The target that is chosen. */
    public IObservableValue<TargetForm> chosen() {
        return chosen;
    }

    /** {@code -of}. */
    public IObservableValue<String> format() {
        return format;
    }

    /** {@code -oa}. */
    public IObservableValue<OutputSettings.Allocation> allocation() {
        return allocation;
    }

    /**
     * The targets to choose from: those whose mode the server has, and modes of the server without a target; the chosen
     * one in any case.
     *
     * @param server
     *            version and features of virt-v2v; null: not known yet
     */
    public List<TargetForm> offered(@Nullable ServerInfo server) {
        List<String> modes = server == null ? USUAL : server.outputModes();
        List<TargetForm> offered = new ArrayList<>();
        targets.all().stream().filter(t -> has(modes, t.mode()) || form(t) == chosen.getValue())
                .forEach(t -> offered.add(form(t)));
        modes.stream().filter(mode -> !mode.equals(NEVER)).map(mode -> form(targets.ofMode(mode)))
                .filter(form -> !offered.contains(form)).forEach(offered::add);
        if (!offered.contains(chosen.getValue())) {
            offered.add(0, chosen.getValue());
        }
        return offered;
    }

    private static boolean has(List<String> modes, String mode) {
        return OutputMode.of(mode).isIn(modes);
    }

    /** Whether the server did not report the chosen target's mode. */
    boolean isMissing(@Nullable ServerInfo server) {
        return server != null && !has(server.outputModes(), chosen.getValue().description().mode());
    }

    /** {@code -o}, as the server calls it. */
    String type(@Nullable ServerInfo server) {
        String mode = chosen.getValue().description().mode();
        String asked = OutputMode.same(mode, given.output().type()) ? given.output().type() : mode;
        List<String> modes = server == null ? List.of() : server.outputModes();
        return modes.contains(asked) ? asked
                : modes.stream().filter(m -> OutputMode.same(m, mode)).findFirst().orElse(asked);
    }

    /** virt-v2v's options as chosen; those that mean nothing to the chosen target are left out. */
    OutputSettings settings(@Nullable ServerInfo server) {
        TargetForm form = chosen.getValue();
        String type = type(server);
        OutputSettings output = OutputSettings.NONE.withType(type);
        output = given.with(VirtV2vOption.CONNECTION, form, given.with(VirtV2vOption.STORAGE, form, output));
        if (form.takesAllocation()) {
            output = output.withAllocation(allocation.getValue());
        }
        if (form.takes(VirtV2vOption.FORMAT) && !format.getValue().isBlank()) {
            output = output.withFormat(format.getValue().strip());
        }
        output = form.write(form.takesMisc() ? output.withMisc(form.typedMisc()) : output);
        // Empty means that there is to be none, where otherwise the default would be taken.
        return output.storage() == null && OutputMode.of(type).defaultDirectory() != null
                ? output.withStorage("") : output;
    }

    /** The target as chosen. Its name is left out where the output mode says as much. */
    TargetChoice choice() {
        TargetForm form = chosen.getValue();
        TargetDescription description = form.description();
        boolean same = !form.isInstalled() || form(targets.ofMode(description.mode())) == form;
        return new TargetChoice(same ? null : description.id(), null, form.ownValues());
    }

    /** Reports the problems of the fields. */
    void judge(Consumer<PlanProblem> problems) {
        TargetForm form = chosen.getValue();
        form.typedTwice().filter(option -> form.takesMisc()).ifPresent(option -> problems
                .accept(new PlanProblem(Key.OUTPUT_MISC, TEXT.get("typedTwice", option.toString()))));
    }
}
