package org.virtp2v.core.server;

import java.io.IOException;
import java.nio.channels.ByteChannel;

/** Makes the local end of a forwarded connection. */
@FunctionalInterface
public interface Dialer {

    /**
     * Connects.
     *
     * @return a blocking channel that the forward closes when it ends
     * @throws IOException
     *             when that is not possible; the forwarded connection is then refused
     */
    ByteChannel connect() throws IOException;
}
