package org.virtp2v.nbd.internal.builtin;

/** What waits to be sent to a client, in this order. */
sealed interface Item {

    /** Bytes that are ready, such as the answer to an option. */
    record Ready(byte[] bytes) implements Item {
    }

    /**
     * A request that is to be answered.
     *
     * @param flags
     *            of the command
     * @param type
     *            the command
     * @param cookie
     *            goes back to the client as it is
     * @param offset
     *            first byte; any number where there is an error
     * @param length
     *            number of bytes; any number where there is an error
     * @param error
     *            the error to answer with; 0: none is known yet
     */
    record Request(int flags, int type, long cookie, long offset, long length, int error) implements Item {
        long end() {
            return offset + length;
        }
    }

    /** The client wants nothing more. */
    record End() implements Item {
    }
}
