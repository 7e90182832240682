package org.virtp2v.ui.internal.model;

import java.util.List;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;

/** A field of an output target, as it is filled in. UI thread only. */
public final class FormField {
    private final TargetField field;
    private final String standard;
    private final String given;
    private final WritableValue<String> value;
    private final WritableValue<List<String>> suggestions = new WritableValue<>(List.of(), List.class);
    private boolean touched;

    /**
     * @param standard
     *            the value when nobody says anything
     */
    FormField(TargetField field, String standard, String value) {
        this.field = field;
        this.standard = standard;
        this.given = value;
        this.value = new WritableValue<>(value, String.class);
        this.value.addChangeListener(e -> touched = true);
    }

    /** Whether it has to be filled in. */
    boolean isMissing() {
        return field.required() && text().isEmpty();
    }

    /** Whether it has to be filled in, and nobody has typed into it yet: a request, not a mistake. */
    public boolean isAsked() {
        return !touched && isMissing();
    }

    /** The value in the settings, while the field has no meaning and nobody has changed it; empty: none. */
    String kept() {
        return text().equals(given) && !given.equals(standard) ? given : "";
    }

    /** The target's description of it. */
    public TargetField field() {
        return field;
    }

    /** The value, as typed; of a flag {@code true} or {@code false}. */
    public IObservableValue<String> value() {
        return value;
    }

    /** The suggestions of the conversion server. */
    public IObservableValue<List<String>> suggestions() {
        return suggestions;
    }

    /** The values to choose from; a value that was filled in from elsewhere is among them. */
    public List<TargetField.Choice> choices() {
        List<TargetField.Choice> all = new java.util.ArrayList<>(field.choices());
        if (!field.required() && (standard.isEmpty() || field.option() != null)) {
            add(all, "");
        }
        if (!value.getValue().isEmpty()) {
            add(all, value.getValue());
        }
        return all;
    }

    private static void add(List<TargetField.Choice> all, String value) {
        if (all.stream().noneMatch(choice -> choice.value().equals(value))) {
            all.add(value.isEmpty() ? 0 : all.size(), new TargetField.Choice(value, value));
        }
    }

    /**
     * The value that counts. Where a target makes something of the field itself, an empty field means the default; an
     * option of virt-v2v that is empty is not given.
     */
    String effective() {
        String text = text();
        return text.isEmpty() && field.option() == null ? standard : text;
    }

    private String text() {
        return isSecret() ? value.getValue() : value.getValue().strip();
    }

    boolean isSecret() {
        return field.kind() == Kind.SECRET;
    }

    /** Whether anything else than the default counts. */
    boolean isChanged() {
        return !effective().equals(standard);
    }

    /** The value when nobody says anything. */
    public String standard() {
        return standard;
    }

    void suggest(List<String> values) {
        suggestions.setValue(values);
    }
}
