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

    ConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
