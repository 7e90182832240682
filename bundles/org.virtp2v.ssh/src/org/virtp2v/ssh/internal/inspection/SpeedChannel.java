package org.virtp2v.ssh.internal.inspection;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

import org.virtp2v.core.server.LinkSpeed;

/**
 * The local end of a forwarded connection that waits for a sign and then gives some amount of bytes as fast as they are
 * taken. They repeat themselves only after a mebibyte, so no compression that SSH has makes them less.
 */
final class SpeedChannel implements ByteChannel {
    private static final int BLOCK = 1 << 20;
    private static final long SAMPLE_NANOS = 20_000_000;
    /** Bytes below which most may wait in the windows and buffers on the way, so that giving says nothing. */
    private static final long BUFFERED = 8 << 20;

    /** So many bytes had been given at that time. */
    private record Sample(long nanos, long given) {
    }

    private final ByteBuffer block;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final List<Sample> samples = new ArrayList<>();
    private final Amount amount;
    private volatile boolean closed;
    private long given;

    /**
     * How many bytes are given.
     *
     * @param least
     *            always
     * @param most
     *            where these have gone before the time is over
     */
    record Amount(long least, long most, Duration time) {
        boolean isEnough(long given, long nanos) {
            return given >= most || given >= least && nanos >= time.toNanos();
        }

        /** How many may still be given without another look at the clock. */
        long left(long given) {
            return (given < least ? least : most) - given;
        }
    }

    SpeedChannel(RandomGenerator random, Amount amount) {
        byte[] content = new byte[BLOCK];
        random.nextBytes(content);
        block = ByteBuffer.wrap(content);
        this.amount = amount;
    }

    /**
     * The speed. When enough was transferred it is that of the second half of the time: by then the connection and this
     * program have warmed up.
     *
     * @param arrived
     *            bytes that arrived at the other end
     * @param nanos
     *            when that was known, as in {@link System#nanoTime()}; the sign must have come
     */
    synchronized LinkSpeed speed(long arrived, long nanos) {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long half = (first.nanos() + last.nanos()) / 2;
        Sample middle = samples.stream().filter(s -> s.nanos() >= half).findFirst().orElse(last);
        return arrived < BUFFERED || middle == last ? new LinkSpeed(arrived, Duration.ofNanos(nanos - first.nanos()))
                : new LinkSpeed(last.given() - middle.given(), Duration.ofNanos(last.nanos() - middle.nanos()));
    }

    @Override
    public int read(ByteBuffer to) {
        try {
            begun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
        return closed ? -1 : give(to);
    }

    private synchronized int give(ByteBuffer to) {
        long now = System.nanoTime();
        boolean enough = amount.isEnough(given, now - samples.getFirst().nanos());
        if (enough || now - samples.getLast().nanos() >= SAMPLE_NANOS) {
            samples.add(new Sample(now, given));
        }
        if (enough) {
            return -1;
        }
        if (!block.hasRemaining()) {
            block.rewind();
        }
        int count = (int) Math.min(Math.min(to.remaining(), block.remaining()), amount.left(given));
        to.put(block.slice().limit(count));
        block.position(block.position() + count);
        given += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from) {
        int count = from.remaining();
        from.position(from.limit());
        begin();
        return count;
    }

    private synchronized void begin() {
        if (samples.isEmpty()) {
            samples.add(new Sample(System.nanoTime(), 0));
            begun.countDown();
        }
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
