package org.virtp2v.core.output;

/**
 * What is wrong with what the user has filled in.
 *
 * @param key
 *            the key of the field, or one of {@link OutputTarget#ALL_OPTIONS}
 * @param message
 *            what is wrong and what to do, in whole sentences
 */
public record TargetProblem(String key, String message) {
}
