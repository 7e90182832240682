package org.virtp2v.core.server;

/**
 * The right to run one more conversion on a server. It is a lock on a file there, which a process holds while this is
 * open; the run's own processes share it as soon as they have started, so it is free again however they end.
 */
public interface RunSlot extends AutoCloseable {

    /**
     * The file that is locked, which the run locks too: an absolute path there.
     */
    String file();

    /** Gives it back, unless the run has it by now. Blocks for some seconds at most; never throws; idempotent. */
    @Override
    void close();
}
