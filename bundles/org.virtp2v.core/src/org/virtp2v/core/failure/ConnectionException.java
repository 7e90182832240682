package org.virtp2v.core.failure;

import org.jspecify.annotations.Nullable;

/** The conversion server cannot be reached or logged in to, or the connection to it was lost. */
public final class ConnectionException extends ConversionException {
    private static final long serialVersionUID = 1L;

    /** The cause, so that a user interface can point at the field it belongs to. */
    public enum Reason {
        /** The host name has no address. */
        UNKNOWN_HOST,
        /** The host answers, but nothing listens on the port. */
        REFUSED,
        /** The network has no way there. */
        UNREACHABLE,
        /** No answer in time. */
        TIMEOUT,
        /** The host that answered does not speak SSH, or no common algorithm was found. */
        NOT_SSH,
        /** The host key is not the one that is known for this host, or that the user named. */
        HOST_KEY_CHANGED,
        /** The host key is not known, and unknown keys are refused, by setting or by the user. */
        HOST_KEY_UNKNOWN,
        /** The server refused the user name with the password or key. */
        LOGIN_REFUSED,
        /** The private key cannot be fetched or read, or its passphrase is missing or wrong. */
        IDENTITY,
        /** The server does not allow remote port forwarding (RFC 4254, section 7.1). */
        FORWARDING_REFUSED,
        /** A connection that was open has ended. */
        LOST
    }

    private final Reason reason;

    /**
     * @param reason
     *            the cause
     * @param message
     *            what happened, to which server, and what the user can do
     * @param cause
     *            where it came from, or null
     */
    public ConnectionException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, null);
        this.reason = reason;
    }

    /**
     * The failure of virt-v2v, because the two machines lost each other for too long.
     *
     * @param message
     *            what happened, to which server, and what the user can do
     * @param advice
     *            {@link #advice()}
     */
    public ConnectionException(String message, String advice) {
        super(message, null, advice);
        this.reason = Reason.LOST;
    }

    /** The cause. */
    public Reason reason() {
        return reason;
    }
}
