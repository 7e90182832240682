package org.virtp2v.ui;

/** There is no display, or no library to use it with. */
public final class NoDisplayException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param cause
     *            what says so
     */
    public NoDisplayException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
