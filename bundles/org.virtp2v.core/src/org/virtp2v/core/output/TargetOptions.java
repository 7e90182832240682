package org.virtp2v.core.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.OutputSettings;

/** Fields of a target, and the options of virt-v2v that some of them stand for. */
public final class TargetOptions {
    private TargetOptions() {
    }

    /** The value of a field among virt-v2v's options; empty when it is not there, or the field is none of them. */
    public static String read(TargetField field, OutputSettings output) {
        VirtV2vOption option = field.option();
        return option == null ? "" : option.read(output);
    }

    /**
     * virt-v2v's options with the value of a field, or without it when it is empty; unchanged when the field is none.
     */
    public static OutputSettings write(TargetField field, String value, OutputSettings output) {
        VirtV2vOption option = field.option();
        return option == null ? output
                : option.write(value.isEmpty() ? List.of() : arguments(field, option, value), output);
    }

    private static List<String> arguments(TargetField field, VirtV2vOption option, String value) {
        if (!option.isMisc()) {
            return List.of(value);
        }
        String named = option.name() + "=";
        return switch (field.kind()) {
            case FLAG -> value.equals(field.defaultValue()) ? List.of()
                    : List.of("true".equals(value) ? option.name() : named + value);
            case LIST -> TargetInput.elements(value).stream().map(named::concat).toList();
            case TEXT, CHOICE, SECRET, PATH -> List.of(named + value);
        };
    }

    /** The {@code -oo} that no field stands for. */
    public static List<String> otherMisc(List<TargetField> fields, OutputSettings output) {
        return output.misc().stream().filter(misc -> fields.stream().noneMatch(field -> isFor(field, misc))).toList();
    }

    private static boolean isFor(TargetField field, String misc) {
        VirtV2vOption option = field.option();
        return option != null && option.isIn(misc);
    }

    /**
     * The values that mean something, with defaults where there are none.
     *
     * @param given
     *            the values of fields that stand for no option
     */
    public static Map<String, Secret> values(List<TargetField> fields, Map<String, Secret> given,
            OutputSettings output) {
        Map<String, Secret> values = new HashMap<>();
        for (TargetField field : fields) {
            if (isActive(field, values)) {
                String text = field.option() != null ? read(field, output)
                        : given.getOrDefault(field.key(), new Secret("")).reveal();
                // An option that is empty was emptied by the user; defaults have been written to options before.
                String value = text.isEmpty() && (field.option() == null || field.kind() == TargetField.Kind.FLAG)
                        ? field.defaultValue()
                        : text;
                if (!value.isEmpty()) {
                    values.put(field.key(), new Secret(value));
                }
            }
        }
        return values;
    }

    /** Whether a field means something, by the values of those before it. */
    public static boolean isActive(TargetField field, Map<String, Secret> values) {
        TargetField.Condition condition = field.dependsOn();
        return condition == null || new Secret(condition.value()).equals(values.get(condition.key()));
    }
}
