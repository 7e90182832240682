package org.virtp2v.ssh.internal.inspection;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The local end of a forwarded connection that gives some bytes and wants them back, unchanged. Writing never blocks:
 * JSch does it on the thread that all of its connection depends on.
 */
final class TokenChannel implements ByteChannel {
    private final ByteBuffer toGive;
    private final ByteBuffer expected;
    private final CompletableFuture<Duration> returned = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long givenAt;

    /**
     * @param token
     *            the bytes; not changed afterwards
     */
    TokenChannel(byte[] token) {
        toGive = ByteBuffer.wrap(token);
        expected = ByteBuffer.wrap(token);
    }

    /**
     * Completes with the time from giving the last byte to having them all back; exceptionally when something else came
     * back.
     */
    CompletableFuture<Duration> returned() {
        return returned;
    }

    @Override
    public int read(ByteBuffer to) {
        int count = Math.min(to.remaining(), toGive.remaining());
        if (count > 0) {
            to.put(toGive.slice().limit(count));
            toGive.position(toGive.position() + count);
            givenAt = System.nanoTime();
            return count;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return -1;
    }

    @Override
    public int write(ByteBuffer from) {
        int count = from.remaining();
        while (from.hasRemaining()) {
            if (!expected.hasRemaining() || expected.get() != from.get()) {
                returned.completeExceptionally(new IllegalStateException("other bytes came back"));
                from.position(from.limit());
            }
        }
        if (!expected.hasRemaining()) {
            returned.complete(Duration.ofNanos(System.nanoTime() - givenAt));
            ended.countDown();
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return ended.getCount() > 0;
    }

    @Override
    public void close() {
        returned.cancel(false);
        ended.countDown();
    }
}
