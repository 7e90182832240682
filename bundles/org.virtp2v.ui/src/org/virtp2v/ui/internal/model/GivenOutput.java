package org.virtp2v.ui.internal.model;

import java.util.List;
import java.util.Optional;

import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetOptions;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.TargetChoice;

/** The output in the settings, and the initial values of each target's fields from it. */
final class GivenOutput {
    private final OutputSettings output;
    private final TargetChoice choice;
    private final TargetDescription target;

    /**
     * @param complete
     *            settings with their defaults filled in
     * @param target
     *            the target that they choose
     */
    GivenOutput(Settings complete, TargetDescription target) {
        this.output = complete.output();
        this.choice = complete.target();
        this.target = target;
    }

    /** virt-v2v's options. */
    OutputSettings output() {
        return output;
    }

    /** A field of a target, filled in. */
    FormField fill(TargetField field, TargetDescription owner) {
        String standard = standard(field, owner.mode());
        return new FormField(field, standard, owner == target ? given(field, standard) : carried(field, standard));
    }

    private static String standard(TargetField field, String mode) {
        String directory = OutputMode.of(mode).defaultDirectory();
        return field.defaultValue().isEmpty() && field.isFor(VirtV2vOption.STORAGE) && directory != null
                ? directory
                : field.defaultValue();
    }

    private String given(TargetField field, String standard) {
        if (field.option() == null) {
            return choice.values().containsKey(field.key()) ? choice.values().get(field.key()).reveal() : standard;
        }
        String value = TargetOptions.read(field, output);
        return value.isEmpty() && field.kind() == Kind.FLAG ? standard : value;
    }

    /** An option that was given is not lost for another target: it may be meant for that one. */
    private String carried(TargetField field, String standard) {
        VirtV2vOption option = field.option();
        String value = TargetOptions.read(field, output);
        if (option == null || value.isEmpty()) {
            return standard;
        }
        Optional<TargetField> same = target.target().fields().stream().filter(f -> f.isFor(option)).findFirst();
        String before = same.map(f -> standard(f, target.mode()))
                .orElse(VirtV2vOption.STORAGE.equals(option) ? Storage.Directory.DEFAULT : "");
        boolean meant = same.isEmpty() || same.get().kind() == field.kind();
        return meant && !value.equals(before) ? value : standard;
    }

    /** The {@code -oo} that no field of a target stands for. */
    List<String> misc(List<TargetField> ofTarget) {
        return TargetOptions.otherMisc(ofTarget, output);
    }

    /**
     * virt-v2v's options with one that the target may take and has no field for, as far as it is given for the target.
     */
    OutputSettings with(VirtV2vOption option, TargetForm form, OutputSettings others) {
        if (form.target() == null || !form.takes(option)) {
            return others;
        }
        if (form.description() == target) {
            return option.copy(output, others);
        }
        String directory = OutputMode.of(form.description().mode()).defaultDirectory();
        return VirtV2vOption.STORAGE.equals(option) && directory != null ? others.withStorage(directory) : others;
    }
}
