package org.virtp2v.core.output;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.TargetChoice;

/**
 * Something that a target asks for. Values are text, empty when there is none; of a {@link Kind#FLAG} {@code true} or
 * {@code false}, of a {@link Kind#LIST} separated by commas.
 *
 * @param key
 *            its name after {@code p2v.target.} on the kernel command line: lower-case letters, digits, {@code -} and
 *            {@code _}
 * @param label
 *            label of the field: a few words
 * @param kind
 *            kind of value
 * @param option
 *            the option of virt-v2v that is the same as the field, whichever of the two is given; null: the target
 *            makes something of the field itself
 * @param defaultValue
 *            the value when none is given; empty: none
 * @param help
 *            help on the field: one or two sentences; empty: none
 * @param required
 *            whether there must be a value
 * @param choices
 *            of a {@link Kind#CHOICE} the choices
 * @param dependsOn
 *            when the field means something; null: always
 */
public record TargetField(String key, String label, Kind kind, @Nullable VirtV2vOption option, String defaultValue,
        String help, boolean required, List<Choice> choices, @Nullable Condition dependsOn) {

    /** The kind of value. */
    public enum Kind {
        /** One line. */
        TEXT,
        /** One of {@link TargetField#choices()}. */
        CHOICE,
        /** Yes or no. */
        FLAG,
        /** One line that nobody may see. */
        SECRET,
        /** An absolute path on the conversion server. */
        PATH,
        /** Several values, separated by commas. */
        LIST
    }

    /**
     * One of the values to choose from.
     *
     * @param value
     *            the value
     * @param label
     *            label for people
     */
    public record Choice(String value, String label) {
    }

    /**
     * A condition on the value of another field.
     *
     * @param key
     *            the other field's key
     * @param value
     *            its value
     */
    public record Condition(String key, String value) {
    }

    public TargetField {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(defaultValue, "defaultValue");
        Objects.requireNonNull(help, "help");
        if (!key.matches("[a-z0-9][a-z0-9_-]*")) {
            throw new IllegalArgumentException("not the key of a field: " + key);
        }
        if (Objects.equals(option, VirtV2vOption.MODE) || Objects.equals(option, VirtV2vOption.MISC)) {
            throw new IllegalArgumentException("not the option of a field: " + option);
        }
        choices = List.copyOf(choices);
    }

    /** A field without anything special. */
    public static TargetField of(Kind kind, String key, String label) {
        return new TargetField(key, label, kind, null, kind == Kind.FLAG ? "false" : "", "", false, List.of(), null);
    }

    /** The same field, as another name of an option of virt-v2v. */
    public TargetField option(VirtV2vOption same) {
        return new TargetField(key, label, kind, same, defaultValue, help, required, choices, dependsOn);
    }

    /** Whether it is another name of that option of virt-v2v. */
    public boolean isFor(VirtV2vOption other) {
        return Objects.equals(option, other);
    }

    /** The same field with a default. */
    public TargetField withDefault(String value) {
        return new TargetField(key, label, kind, option, value, help, required, choices, dependsOn);
    }

    /** The same field with an explanation. */
    public TargetField withHelp(String text) {
        return new TargetField(key, label, kind, option, defaultValue, text, required, choices, dependsOn);
    }

    /** The same field, which must have a value. */
    public TargetField needed() {
        return new TargetField(key, label, kind, option, defaultValue, help, true, choices, dependsOn);
    }

    /** The same field with values to choose from. */
    public TargetField withChoices(Choice... values) {
        return new TargetField(key, label, kind, option, defaultValue, help, required, List.of(values), dependsOn);
    }

    /** The same field, which means something only when another has that value. */
    public TargetField when(String otherKey, String value) {
        return new TargetField(key, label, kind, option, defaultValue, help, required, choices,
                new Condition(otherKey, value));
    }

    /** Its key on the kernel command line. */
    public String commandLineKey() {
        return TargetChoice.PREFIX + key;
    }
}
