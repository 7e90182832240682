package org.virtp2v.ssh;

import java.io.IOException;

/** A file could not be fetched. Its message says why, and what to do, but not from where. */
public final class FetchException extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean missing;

    /**
     * @param text
     *            why, for people; nothing that needs a filter for a terminal
     * @param missing
     *            whether there is no such file; otherwise nothing is known of it
     */
    public FetchException(String text, boolean missing) {
        super(text);
        this.missing = missing;
    }

    /** Whether there is no such file: whoever was asked says so. */
    public boolean isMissing() {
        return missing;
    }
}
