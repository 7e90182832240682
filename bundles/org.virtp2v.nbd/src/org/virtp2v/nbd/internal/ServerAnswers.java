package org.virtp2v.nbd.internal;

import org.jspecify.annotations.Nullable;

/**
 * What a server has answered so far, for the one who judges its client. Told of the client's side by one thread, while
 * another follows the server's.
 */
interface ServerAnswers {
    /** The client has sent these handshake flags. */
    void flagged(int clientFlags);

    /** The client has sent the header of an option. */
    void asked(int option);

    /** The client has sent the header of a read. */
    void requested(long cookie, long offset, long length);

    /** Whether the last {@code NBD_OPT_GO} was accepted, so that requests follow; null: it has not been answered. */
    @Nullable
    Boolean isGoAccepted();

    /** Whether extended headers were agreed to. */
    boolean hasExtendedHeaders();
}
