package org.virtp2v.core.server;

import java.util.List;

/**
 * What the log of a run tells of its failure.
 *
 * @param errors
 *            what virt-v2v reported as errors: the texts after {@code virt-v2v: error:}, without colours, oldest first
 * @param lines
 *            the last lines that show something else that was looked for, as they are, oldest first
 */
public record RunErrors(List<String> errors, List<String> lines) {
    /** The log tells nothing, or cannot be read. */
    public static final RunErrors NONE = new RunErrors(List.of(), List.of());

    public RunErrors {
        errors = List.copyOf(errors);
        lines = List.copyOf(lines);
    }
}
