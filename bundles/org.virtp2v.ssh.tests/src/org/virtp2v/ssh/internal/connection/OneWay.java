package org.virtp2v.ssh.internal.connection;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A channel that takes whatever is asked, and gives what it has. */
interface OneWay extends ByteChannel {
    @Override
    default int write(ByteBuffer from) {
        int count = from.remaining();
        from.position(from.limit());
        return count;
    }

    @Override
    default boolean isOpen() {
        return true;
    }

    @Override
    default void close() {
        // nothing to release
    }
}
