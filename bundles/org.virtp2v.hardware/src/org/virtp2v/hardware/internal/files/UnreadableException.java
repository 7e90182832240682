package org.virtp2v.hardware.internal.files;

import java.io.IOException;

/**
 * A structure of a file system cannot be read, or is not what it should be. Others may be well: whoever looks through
 * many of them leaves this one out.
 */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }

    UnreadableException(IOException cause) {
        super(cause);
    }
}
