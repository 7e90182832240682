package org.virtp2v.nbd.internal.protocol;

/** Is told of each read that failed. */
@FunctionalInterface
public interface ReadFailures {
    /**
     * A read was answered with an error.
     *
     * @param offset
     *            where it failed, as far as that is known; else where the read began
     * @param error
     *            the number of the NBD protocol, which is that of Linux
     */
    void failed(long offset, int error);
}
