package org.virtp2v.core.output;

/**
 * A plug-in breaks the contract of {@link OutputTarget}, where a conversion depends on it. The message names the
 * target, in whole sentences.
 */
public final class TargetFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    TargetFault(String message, Throwable cause) {
        super(message, cause);
    }
}
