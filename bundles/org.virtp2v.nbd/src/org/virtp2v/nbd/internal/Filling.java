package org.virtp2v.nbd.internal;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Fills a buffer with what is written, without a copy of it, and drops what does not fit. Thread-safe. */
final class Filling extends OutputStream {
    private final ByteBuffer to;
    private final int start;
    private int leftOut;
    private boolean ended;

    /**
     * @param to
     *            is filled from its position to its limit
     * @param leftOut
     *            how many bytes come before those
     */
    Filling(ByteBuffer to, int leftOut) {
        this.to = to;
        this.start = to.position();
        this.leftOut = leftOut;
    }

    @Override
    public void write(int value) {
        write(new byte[] { (byte) value }, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (!ended) {
            int passed = Math.min(length, leftOut);
            leftOut -= passed;
            to.put(bytes, offset + passed, Math.min(length - passed, to.remaining()));
        }
    }

    /** Writes nothing any more, whoever still tells. The position of a buffer that is not full is where it was. */
    synchronized void end() {
        ended = true;
        if (to.hasRemaining()) {
            to.position(start);
        }
    }
}
