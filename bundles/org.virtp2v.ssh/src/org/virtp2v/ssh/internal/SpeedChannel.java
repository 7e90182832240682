package org.virtp2v.ssh.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/**
 * The local end of a forwarded connection that waits for a sign and then gives a certain amount of bytes as fast as
 * they are taken. They repeat themselves only after a mebibyte, so no compression that SSH has makes them less.
 */
final class SpeedChannel implements ByteChannel {
    private static final int BLOCK = 1 << 20;

    private final ByteBuffer block;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile long beganAt;
    private volatile boolean closed;
    private long left;

    /**
     * @param bytes
     *            how many to give
     */
    SpeedChannel(RandomGenerator random, long bytes) {
        byte[] content = new byte[BLOCK];
        random.nextBytes(content);
        block = ByteBuffer.wrap(content);
        left = bytes;
    }

    /** When the sign came, as in {@link System#nanoTime()}; the sign must have come. */
    long beganAt() {
        return beganAt;
    }

    @Override
    public int read(ByteBuffer to) {
        try {
            begun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
        if (closed || left == 0) {
            return -1;
        }
        if (!block.hasRemaining()) {
            block.rewind();
        }
        int count = (int) Math.min(Math.min(to.remaining(), block.remaining()), left);
        to.put(block.slice().limit(count));
        block.position(block.position() + count);
        left -= count;
        return count;
    }

    @Override
    public int write(ByteBuffer from) {
        int count = from.remaining();
        from.position(from.limit());
        if (begun.getCount() > 0) {
            beganAt = System.nanoTime();
            begun.countDown();
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        begun.countDown();
    }
}
