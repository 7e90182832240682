package org.virtp2v.ui.internal.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.virtp2v.core.output.GenericTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Choice;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetOptions;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.plan.PlannedTarget;
import org.virtp2v.core.settings.OptionSecret;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.text.Messages;

/** Describes the output in plain words. */
final class OutputText {
    private static final Messages TEXT = Messages.beside(OutputText.class);

    private OutputText() {
    }

    /** One or several lines; no secrets. */
    static String of(PlannedTarget planned, OutputSettings output) {
        List<String> lines = new ArrayList<>();
        lines.add(planned.target() instanceof GenericTarget ? TEXT.get("output.mode", output.type())
                : planned.name());
        List<TargetField> fields = planned.target().fields();
        String sentence = planned.target().summary(planned.input());
        if (!sentence.isEmpty()) {
            lines.add(sentence);
        }
        for (TargetField field : fields) {
            String value = planned.input().text(field.key());
            boolean usual = value.isEmpty() || !sentence.isEmpty() && value.equals(field.defaultValue());
            if (field.kind() != Kind.SECRET && !usual && !says(sentence, words(field, value))) {
                lines.add(TEXT.get("output.field", field.label(), words(field, value)));
            }
        }
        options(fields, output, lines);
        return String.join("\n", lines);
    }

    /** Whether a sentence has a value as a word of its own. */
    private static boolean says(String sentence, String value) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])").matcher(sentence)
                .find();
    }

    private static String words(TargetField field, String value) {
        return switch (field.kind()) {
            case FLAG -> TEXT.get("true".equals(value) ? "yes" : "no");
            case CHOICE -> field.choices().stream().filter(choice -> choice.value().equals(value)).findFirst()
                    .map(Choice::label).orElse(value);
            default -> value;
        };
    }

    private static void options(List<TargetField> fields, OutputSettings output, List<String> lines) {
        boolean named = fields.stream().anyMatch(field -> field.isFor(VirtV2vOption.FORMAT));
        if (output.format() != null && !named) {
            lines.add(TEXT.get("output.format", output.format()));
        }
        switch (output.allocation()) {
            case SPARSE -> lines.add(TEXT.get("output.sparse"));
            case PREALLOCATED -> lines.add(TEXT.get("output.preallocated"));
            case NONE -> {
                // virt-v2v decides.
            }
        }
        List<String> misc = TargetOptions.otherMisc(fields, output);
        if (!misc.isEmpty()) {
            lines.add(TEXT.get("output.misc", misc.stream().map(OptionSecret::hide).collect(Collectors.joining(", "))));
        }
    }
}
