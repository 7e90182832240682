package org.virtp2v.core.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetFault;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOptions;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.text.Messages;

/** Plans the output: lets the target check its fields, and collects the problems. For one plan. */
final class TargetPlanner {
    private static final Messages TEXT = Messages.beside(TargetPlanner.class);

    private static final List<String> FLAGS = List.of("true", "false");

    private final Settings settings;
    private final TargetDescription description;
    private final Consumer<PlanProblem> refuse;
    private boolean refused;

    TargetPlanner(Settings settings, Targets targets, Consumer<PlanProblem> refuse) {
        this.settings = settings;
        this.description = targets.of(settings.target(), settings.output().type());
        this.refuse = refuse;
    }

    /**
     * The target with its output; null when there is a problem, which is reported.
     *
     * @param ready
     *            whether nothing else is wrong, so that it can be asked for its output
     */
    @Nullable
    PlannedTarget plan(String host, TargetGuest guest, boolean ready) {
        String fault = description.fault();
        if (fault != null) {
            refuse(Key.TARGET, null, fault);
            return null;
        }
        OutputTarget target = description.target();
        List<TargetField> fields = target.fields();
        Map<String, Secret> values = TargetOptions.values(fields, settings.target().values(), settings.output());
        TargetInput input = new TargetInput(values, settings.output(), guest, host,
                settings.server().sudo());
        options(target, fields);
        fields.stream().filter(field -> TargetOptions.isActive(field, values))
                .forEach(field -> judge(field, input.text(field.key())));
        return refused ? null : ask(target, input, fields, ready);
    }

    private @Nullable PlannedTarget ask(OutputTarget target, TargetInput input, List<TargetField> fields,
            boolean ready) {
        try {
            target.check(input).forEach(problem -> refuse(fields, problem));
            if (refused || !ready) {
                return null;
            }
            TargetOutput output = target.output(input);
            furtherOptions(output);
            return refused ? null
                    : new PlannedTarget(description.name(), target, input, output, target.storage(input),
                            target.files(input), target.tools(input), target.nextSteps(input));
        } catch (TargetFault e) {
            refuse(Key.TARGET, null, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** virt-v2v takes most options only once. */
    private void furtherOptions(TargetOutput output) {
        settings.virtV2v().options().stream().map(ToolOption::name).filter(output.arguments()::contains)
                .forEach(name -> refuse(Key.VIRT_V2V, null, TEXT.get("target.givesOption", description.name(), name)));
    }

    /** virt-v2v refuses an option that means nothing to the mode, but only when the disks are served already. */
    private void options(OutputTarget target, List<TargetField> fields) {
        for (VirtV2vOption option : OutputTarget.ALL_OPTIONS) {
            boolean known = target.options().contains(option)
                    || fields.stream().anyMatch(field -> field.isFor(option));
            if (!known && isGiven(option, fields)) {
                notUsed(option.key());
            }
        }
    }

    private boolean isGiven(VirtV2vOption option, List<TargetField> fields) {
        OutputSettings output = settings.output();
        return option.isMisc() ? !TargetOptions.otherMisc(fields, output).isEmpty()
                : !option.arguments(output).isEmpty();
    }

    private void notUsed(Key key) {
        refuse(key, null, TEXT.get("target.notUsed", key.longForm(), description.name()));
    }

    private void judge(TargetField field, String value) {
        if (value.isEmpty()) {
            if (field.required()) {
                refuse(field, TEXT.get("target.required", description.name(), field.label(), names(field)));
            }
            return;
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            refuse(field, TEXT.get("target.control", field.label(), names(field)));
        } else if (field.kind() == TargetField.Kind.PATH && !value.startsWith("/")) {
            refuse(field, TEXT.get("target.path", field.label(), value, names(field)));
        } else if (field.kind() == TargetField.Kind.CHOICE
                && field.choices().stream().noneMatch(choice -> choice.value().equals(value))) {
            String known = String.join(", ", field.choices().stream().map(TargetField.Choice::value).toList());
            refuse(field, TEXT.get("target.choice", field.label(), value, known, names(field)));
        } else if (field.kind() == TargetField.Kind.FLAG && !FLAGS.contains(value)) {
            // virt-v2v takes no other words, and ends with an exception.
            refuse(field, TEXT.get("target.choice", field.label(), value, String.join(", ", FLAGS), names(field)));
        }
    }

    /** How the field is set on the kernel command line. */
    private static String names(TargetField field) {
        return keyOf(field).filter(key -> key != Key.OUTPUT_MISC).map(Key::longForm)
                .orElseGet(field::commandLineKey);
    }

    private static Optional<Key> keyOf(TargetField field) {
        VirtV2vOption option = field.option();
        return option == null ? Optional.empty() : Optional.of(option.key());
    }

    private void refuse(List<TargetField> fields, TargetProblem problem) {
        Optional<Key> option = VirtV2vOption.of(problem.key()).map(VirtV2vOption::key);
        if (option.isPresent()) {
            refuse(option.get(), null, problem.message());
            return;
        }
        fields.stream().filter(field -> field.key().equals(problem.key())).findFirst()
                .ifPresentOrElse(field -> refuse(field, problem.message()),
                        () -> refuse(Key.TARGET, problem.key(), problem.message()));
    }

    private void refuse(TargetField field, String message) {
        refuse(keyOf(field).orElse(Key.TARGET), field.key(), message);
    }

    private void refuse(Key key, @Nullable String field, String message) {
        refused = true;
        refuse.accept(new PlanProblem(key, field, message));
    }
}
