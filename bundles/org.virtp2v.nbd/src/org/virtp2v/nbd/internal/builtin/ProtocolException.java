package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;

/** A client said something that cannot be answered in the NBD protocol; its connection ends. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
