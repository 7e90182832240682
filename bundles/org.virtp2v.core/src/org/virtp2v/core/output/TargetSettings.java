package org.virtp2v.core.output;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.Flags;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.TargetChoice;
import org.virtp2v.core.text.Messages;

/**
 * Resolves {@code p2v.target} and {@code p2v.target.KEY}: the output mode of the target, and for fields that stand for
 * an option of virt-v2v that option. So the two ways to say a thing cannot contradict each other later.
 */
public final class TargetSettings {
    private static final Messages TEXT = Messages.beside(TargetSettings.class);

    private final Settings settings;
    private final Targets targets;
    private final Map<String, Secret> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private OutputSettings output;

    private TargetSettings(Settings settings, Targets targets) {
        this.settings = settings;
        this.targets = targets;
        this.output = settings.output();
    }

    /**
     * The settings with the target in virt-v2v's options, where it has defaults these too.
     *
     * @param settings
     *            as they were read, before their defaults are filled in
     * @throws SettingsException
     *             when there is no such target or field, or a value cannot be understood; it names all of them
     */
    public static Settings resolve(Settings settings, Targets targets) throws SettingsException {
        return new TargetSettings(settings, targets).resolve();
    }

    private Settings resolve() throws SettingsException {
        TargetChoice choice = settings.target();
        TargetDescription description = description(choice);
        String fault = description == null ? null : description.fault();
        if (fault != null) {
            problems.add(fault);
        } else if (description != null) {
            fields(description.target().fields(), choice, description);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings.withOutput(output).withTarget(new TargetChoice(choice.id(), null, values));
    }

    private @Nullable TargetDescription description(TargetChoice choice) {
        String id = choice.id();
        if (id == null) {
            return targets.ofMode(output.type());
        }
        Optional<TargetDescription> found = targets.find(id);
        if (found.isEmpty()) {
            String known = targets.all().stream().map(TargetDescription::id).collect(Collectors.joining(", "));
            problems.add(TEXT.get("unknownTarget", id, known));
            return null;
        }
        String mode = found.get().mode();
        String asked = Objects.requireNonNullElse(choice.mode(), mode);
        if (!OutputMode.same(asked, mode)) {
            problems.add(TEXT.get("otherMode", id, mode, asked));
        }
        output = output.withType(asked);
        return found.get();
    }

    private void fields(List<TargetField> fields, TargetChoice choice, TargetDescription description) {
        Set<String> unknown = new HashSet<>(choice.values().keySet());
        for (TargetField field : fields) {
            unknown.remove(field.key());
            Secret given = choice.values().get(field.key());
            if (given != null) {
                take(field, given.reveal());
            } else if (isUnset(field, fields)) {
                output = TargetOptions.write(field, field.defaultValue(), output);
            }
        }
        fields.stream().filter(field -> choice.values().containsKey(field.key()))
                .forEach(field -> needsOther(field, fields));
        String known = fields.stream().map(TargetField::commandLineKey).collect(Collectors.joining(", "));
        unknown.stream().sorted().map(TargetChoice.PREFIX::concat).forEach(key -> problems.add(known.isEmpty()
                ? TEXT.get("noFields", key, description.name())
                : TEXT.get("unknownField", key, description.name(), known)));
    }

    /** Whether the default is to be written to the option. An empty {@code -os} means that there is to be none. */
    private boolean isUnset(TargetField field, List<TargetField> fields) {
        VirtV2vOption option = field.option();
        return option != null && TargetOptions.read(field, output).isEmpty()
                && !(VirtV2vOption.STORAGE.equals(option) && output.storage() != null)
                && TargetOptions.isActive(field, TargetOptions.values(fields, values, output));
    }

    /** A value that means nothing would be lost without a word. */
    private void needsOther(TargetField field, List<TargetField> fields) {
        TargetField.Condition condition = field.dependsOn();
        if (condition != null && !TargetOptions.isActive(field, TargetOptions.values(fields, values, output))) {
            problems.add(TEXT.get("needsOther", field.commandLineKey(),
                    TargetChoice.PREFIX + condition.key() + "=" + condition.value()));
        }
    }

    private void take(TargetField field, String text) {
        String value = text;
        if (field.kind() == TargetField.Kind.FLAG) {
            try {
                value = String.valueOf(Flags.parse(text));
            } catch (IllegalArgumentException e) {
                problems.add(TEXT.get("noFlag", field.commandLineKey(), text));
                return;
            }
        }
        String before = TargetOptions.read(field, output);
        if (field.option() == null) {
            values.put(field.key(), new Secret(value));
        } else if (!before.isEmpty() && !before.equals(value)) {
            problems.add(TEXT.get("contradiction", field.commandLineKey(), field.option()));
        } else {
            write(field, value);
        }
    }

    private void write(TargetField field, String value) {
        try {
            output = TargetOptions.write(field, value, output);
        } catch (IllegalArgumentException e) {
            problems.add(TEXT.get("badOption", field.commandLineKey(), field.option()));
        }
    }
}
