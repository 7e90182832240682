package org.virtp2v.core.source;

/**
 * Is notified of the parts of a disk that are read, as requests and answers pass: first of each read that is asked for,
 * then of its bytes. A read that fails, or whose connection ends, is never delivered whole. Must return quickly; called
 * by several threads.
 */
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

    /**
     * Bytes of a read were answered without an error and have gone to the other side, or were answered as a hole. May
     * be told in several pieces, and out of order.
     *
     * @param offset
     *            first byte
     * @param length
     *            number of bytes, at least 1
     */
    void delivered(long offset, long length);
}
