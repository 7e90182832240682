package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.RateLimiter;

/** The open connections of an export. Thread-safe. */
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class.getName());

    private final @Nullable RateLimiter limiter;
    private final Set<ByteChannel> open = ConcurrentHashMap.newKeySet();

    /**
     * @param limiter
     *            limits what is read from them; null: no limit
     */
    Connections(@Nullable RateLimiter limiter) {
        this.limiter = limiter;
    }

    /** Takes in a new connection; what is returned is to be used in its place. */
    ByteChannel add(ByteChannel connection) {
        ByteChannel paced = limiter == null ? connection : new PacedChannel(connection, limiter);
        open.removeIf(c -> !c.isOpen());
        open.add(paced);
        return paced;
    }

    /** Closes all of them. */
    void close() {
        for (ByteChannel connection : open) {
            try {
                connection.close();
            } catch (IOException e) {
                LOG.log(Level.FINE, "closing a connection", e);
            }
        }
    }
}
