package org.virtp2v.core.output;

/**
 * A problem with the values of a target's fields.
 *
 * @param key
 *            the key of the field, or virt-v2v's name of one of {@link OutputTarget#ALL_OPTIONS}
 * @param message
 *            the problem and what to do, in whole sentences
 */
public record TargetProblem(String key, String message) {

    /** A problem with one of virt-v2v's options. */
    public TargetProblem(VirtV2vOption option, String message) {
        this(option.flag(), message);
    }
}
