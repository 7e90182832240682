package org.virtp2v.exec;

import java.io.IOException;

/** A program that is not there, or may not be run. */
public final class NotStartedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotStartedException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
