package org.virtp2v.nbd.internal;

import java.io.IOException;

/** A client asked for something that could write to a source disk, or spoke no NBD; its connection has been ended. */
final class ForbiddenRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenRequestException(String message) {
        super(message);
    }
}
