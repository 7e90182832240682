package org.virtp2v.ui.internal.server;

import java.util.Optional;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.settings.Key;

/** The field of the page that a failed test points at. */
final class FailedField {
    private FailedField() {
    }

    /**
     * The field's key; empty when it is no field's fault.
     *
     * @param identity
     *            whether the log-in is with an identity
     */
    static Optional<Key> of(Exception failure, boolean identity) {
        return failure instanceof ConversionException known ? field(known, identity) : Optional.empty();
    }

    private static Optional<Key> field(ConversionException failure, boolean identity) {
        return switch (failure) {
            case ConnectionException c -> connection(c.reason(), identity);
            case ServerException s -> server(s.reason());
            case SourceException s -> Optional.empty();
        };
    }

    private static Optional<Key> connection(ConnectionException.Reason reason, boolean identity) {
        return switch (reason) {
            case UNKNOWN_HOST, UNREACHABLE, TIMEOUT, HOST_KEY_CHANGED, HOST_KEY_UNKNOWN ->
                Optional.of(Key.REMOTE_SERVER);
            case REFUSED, NOT_SSH -> Optional.of(Key.REMOTE_PORT);
            case LOGIN_REFUSED -> Optional.of(identity ? Key.AUTH_IDENTITY_URL : Key.AUTH_PASSWORD);
            case IDENTITY -> Optional.of(Key.AUTH_IDENTITY_URL);
            case FORWARDING_REFUSED, LOST -> Optional.empty();
        };
    }

    private static Optional<Key> server(ServerException.Reason reason) {
        return switch (reason) {
            case SUDO_NEEDS_PASSWORD, SUDO_REFUSED, CANNOT_STOP -> Optional.of(Key.AUTH_SUDO);
            case NO_VIRT_V2V, VIRT_V2V_TOO_OLD, NOT_UNDERSTOOD, TIMEOUT, SHELL_STUCK, CANNOT_WRITE, PREFLIGHT,
                    NAME_TAKEN, CANNOT_CLAIM, SLOT_LOST, CANNOT_RESUME, CANNOT_INSTANT, CONVERSION_FAILED,
                    GUEST_INCOMPLETE ->
                Optional.empty();
        };
    }
}
