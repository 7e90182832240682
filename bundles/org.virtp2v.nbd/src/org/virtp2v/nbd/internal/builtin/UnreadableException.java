package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;

/** A part of a disk that cannot be read. */
final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    UnreadableException(long offset, IOException cause) {
        super(cause.getMessage(), cause);
        this.offset = offset;
    }

    /** Where it begins, in bytes. */
    long offset() {
        return offset;
    }
}
