package org.virtp2v.nbd.internal;

/**
 * Why one NBD server cannot be used for a disk, in words that finish the sentence "SERVER: …". It is collected, and
 * becomes part of the message to the user only when no other server works.
 */
final class ServerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean missing;

    private ServerFailure(String reason, boolean missing) {
        super(reason);
        this.missing = missing;
    }

    /** A program that it needs is not installed. */
    static ServerFailure missing(String reason) {
        return new ServerFailure(reason, true);
    }

    /** It is installed, but does not work. */
    static ServerFailure broken(String reason) {
        return new ServerFailure(reason, false);
    }

    /** The reason, for people. */
    String reason() {
        return String.valueOf(getMessage());
    }

    /** Whether installing a package would help. */
    boolean isMissing() {
        return missing;
    }
}
