package org.virtp2v.core.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

/**
 * The target that the user asks for, and its fields. Whether a value is a secret only the target knows, so all are kept
 * as if they were.
 *
 * @param id
 *            the target's id; null: the one for the output mode
 * @param mode
 *            the output mode, if one was given beside the id; null: none was
 * @param values
 *            by the fields' keys, in the order they were given
 */
public record TargetChoice(@Nullable String id, @Nullable String mode, Map<String, Secret> values) {
    /** Nothing asked for. */
    public static final TargetChoice NONE = new TargetChoice(null, null, Map.of());
    /** The beginning of every field's key on the kernel command line. */
    public static final String PREFIX = "p2v.target.";

    public TargetChoice {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Whether nothing is asked for. */
    public boolean isNone() {
        return id == null && mode == null && values.isEmpty();
    }

    /** The same with another target. */
    public TargetChoice withId(@Nullable String id) {
        return new TargetChoice(id, mode, values);
    }
}
