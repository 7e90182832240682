package org.virtp2v.core.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.OutputSettings;

/** Fields of a target, and the options of virt-v2v that some of them stand for. */
public final class TargetOptions {
    private TargetOptions() {
    }

    /** The value of a field among virt-v2v's options; empty when it is not there, or the field is none of them. */
    public static String read(TargetField field, OutputSettings output) {
        VirtV2vOption option = field.option();
        if (option == null) {
            return "";
        }
        String value = switch (option.flag()) {
            case "-oc" -> output.connection();
            case "-os" -> output.storage();
            case "-of" -> output.format();
            default -> String.join(",", output.misc().stream().filter(option::isIn)
                    .map(m -> m.equals(option.name()) ? "true" : m.substring(option.name().length() + 1)).toList());
        };
        return value == null ? "" : value;
    }

    /** virt-v2v's options with the value of a field, or without it when it is empty; unchanged when the field is none. */
    public static OutputSettings write(TargetField field, String value, OutputSettings output) {
        VirtV2vOption option = field.option();
        if (option == null) {
            return output;
        }
        String text = value.isEmpty() ? null : value;
        return switch (option.flag()) {
            case "-oc" -> new OutputSettings(output.type(), output.allocation(), text, output.format(),
                    output.storage(), output.misc());
            case "-os" -> new OutputSettings(output.type(), output.allocation(), output.connection(),
                    output.format(), text, output.misc());
            case "-of" -> new OutputSettings(output.type(), output.allocation(), output.connection(), text,
                    output.storage(), output.misc());
            default -> new OutputSettings(output.type(), output.allocation(), output.connection(), output.format(),
                    output.storage(), misc(field, option, text, output.misc()));
        };
    }

    private static List<String> misc(TargetField field, VirtV2vOption option, @Nullable String value,
            List<String> before) {
        List<String> all = new ArrayList<>(before.stream().filter(m -> !option.isIn(m)).toList());
        if (value == null) {
            return all;
        }
        switch (field.kind()) {
            case FLAG -> {
                if (!value.equals(field.defaultValue())) {
                    all.add("true".equals(value) ? option.name() : option.name() + "=" + value);
                }
            }
            case LIST -> TargetInput.elements(value).forEach(element -> all.add(option.name() + "=" + element));
            default -> all.add(option.name() + "=" + value);
        }
        return all;
    }

    /** The {@code -oo} that no field stands for. */
    public static List<String> otherMisc(List<TargetField> fields, OutputSettings output) {
        return output.misc().stream()
                .filter(m -> fields.stream().noneMatch(f -> f.option() != null && f.option().isIn(m))).toList();
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
