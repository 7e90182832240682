package org.virtp2v.core.plan;

import org.virtp2v.core.settings.Key;

/**
 * A reason why a conversion cannot be planned.
 *
 * @param field
 *            the setting it belongs to
 * @param message
 *            what is wrong and what to do
 */
public record PlanProblem(Key field, String message) {
}
