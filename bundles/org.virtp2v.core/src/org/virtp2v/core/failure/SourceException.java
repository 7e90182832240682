package org.virtp2v.core.failure;

/** A source disk cannot be read or served. */
public final class SourceException extends ConversionException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message
     *            what happened, to which disk, and what the user can do
     */
    public SourceException(String message) {
        super(message, null, null);
    }

    /**
     * @param message
     *            what happened, to which disk, and what the user can do
     * @param cause
     *            where it came from
     */
    public SourceException(String message, Throwable cause) {
        super(message, cause, null);
    }

    /**
     * The failure of virt-v2v.
     *
     * @param message
     *            what happened, to which disk, and what the user can do
     * @param advice
     *            {@link #advice()}
     */
    public SourceException(String message, String advice) {
        super(message, null, advice);
    }
}
