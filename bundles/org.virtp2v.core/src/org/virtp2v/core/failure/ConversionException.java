package org.virtp2v.core.failure;

import org.jspecify.annotations.Nullable;

/**
 * A conversion cannot begin or go on. The kind tells where the fault lies, and there are no others, so that a
 * {@code switch} over them needs no {@code default}; the message is for the user and says what happened, to what, and
 * what to do. It never contains a password, key or passphrase.
 */
public abstract sealed class ConversionException extends Exception
        permits ConnectionException, ServerException, SourceException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String advice;

    ConversionException(String message, @Nullable Throwable cause, @Nullable String advice) {
        super(message, cause);
        this.advice = advice;
    }

    /**
     * What is behind the failure of virt-v2v, and what to do, where the cause is known; null otherwise, and where the
     * message is no more than that. It is part of the message.
     */
    public final @Nullable String advice() {
        return advice;
    }
}
