package org.virtp2v.core.output;

/**
 * What is wrong with what the user has filled in.
 *
 * @param key
 *            the key of the field, or what virt-v2v calls one of {@link OutputTarget#ALL_OPTIONS}
 * @param message
 *            what is wrong and what to do, in whole sentences
 */
public record TargetProblem(String key, String message) {

    /** What is wrong with one of virt-v2v's options. */
    public TargetProblem(VirtV2vOption option, String message) {
        this(option.flag(), message);
    }
}
