package org.virtp2v.core.failure;

import org.jspecify.annotations.Nullable;

/**
 * A conversion cannot begin or go on. The type tells where the fault lies
 * ({@code SourceException}, {@code ConnectionException}, {@code ServerException}); the message is for the user and says what
 * happened, to what, and what to do. It never contains a password, key or passphrase.
 */
public abstract class ConversionException extends Exception {
    private static final long serialVersionUID = 1L;

    protected ConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
