package org.virtp2v.core.source;

/**
 * Is notified of the parts of a disk that are read, as the requests pass. Must return quickly; called by several
 * threads.
 */
@FunctionalInterface
public interface ReadWatcher {

    /**
     * A read was asked for.
     *
     * @param offset
     *            first byte
     * @param length
     *            number of bytes
     */
    void reading(long offset, long length);
}
