package org.virtp2v.core.plan;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.Key;

/**
 * A reason why a conversion cannot be planned.
 *
 * @param field
 *            the setting it belongs to
 * @param targetField
 *            the key of the field of the output target it belongs to; null: to none
 * @param message
 *            the problem and what to do
 */
public record PlanProblem(Key field, @Nullable String targetField, String message) {

    /** A reason that has nothing to do with the target's own fields. */
    public PlanProblem(Key field, String message) {
        this(field, null, message);
    }
}
