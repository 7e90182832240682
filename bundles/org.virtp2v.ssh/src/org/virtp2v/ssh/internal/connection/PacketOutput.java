package org.virtp2v.ssh.internal.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.blocking.Blocking;

/**
 * What JSch writes to the TCP connection, a packet (RFC 4253, section 6) at a time. A disk's data comes in packets of
 * 32 KiB, about eight to a request. Two of them go out in one call of the kernel, which takes a tenth of the sender's
 * CPU time off, and more of the server's, as each call wakes sshd. So a large packet is held as long as somebody has
 * said that more will follow at once; with small ones, such as of a guest that reads here and there, nothing is held.
 *
 * <p>
 * Who is about to send can still be made to wait, for the channel's window or for new keys, and the server may be
 * waiting for what is held. So no packet is held for longer than some milliseconds, and where that had to be cut short
 * nothing is held for a while. Thread-safe.
 */
final class PacketOutput extends OutputStream {
    /** What is held is looked at so often. */
    private static final int LATE_MILLIS = 5;
    /** A packet of a disk's data, also one that was compressed; below are the answers and questions of the protocol. */
    static final int LARGE = 16 * 1024;
    /** Two packets of the 32 KiB that OpenSSH takes, with all that is around them. */
    static final int CAPACITY = 2 * 33 * 1024;
    /** For so long nothing is held after that was in vain; longer each time that it was in vain again. */
    private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONG_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** After so many times that were not in vain it was by chance, such as of a busy processor. */
    private static final int MANY = 100;
    /** Looks in vain before nobody looks any more. */
    private static final int IDLE_LOOKS = 200;

    private final OutputStream out;
    private final Runnable failed;
    private final int lateMillis;
    private final AtomicInteger sendersWithMore = new AtomicInteger();
    private volatile long writingSince;
    private byte @Nullable [] held;
    private int count;
    /** Counts how often something was held after nothing was. */
    private long batch;
    private boolean watched;
    private long lateBatch = -MANY;
    private long pausedSince = System.nanoTime();
    private long pauseNanos;
    private @Nullable Throwable failure;

    /**
     * @param out
     *            the TCP connection's, which sends at once what it is given
     * @param failed
     *            told when it takes no more
     */
    PacketOutput(OutputStream out, Runnable failed) {
        this(out, failed, LATE_MILLIS);
    }

    /**
     * The same with another patience.
     *
     * @param lateMillis
     *            how often what is held is looked at
     */
    PacketOutput(OutputStream out, Runnable failed, int lateMillis) {
        this.out = out;
        this.failed = failed;
        this.lateMillis = lateMillis;
    }

    /** One of those whose data are sent, such as a forwarded connection. */
    final class Sender {
        private boolean more;
        private boolean ended;

        /**
         * Says, before a packet is written, whether the next one will follow at once.
         */
        synchronized void more(boolean follows) {
            boolean now = follows && !ended;
            if (now != more) {
                more = now;
                sendersWithMore.addAndGet(now ? 1 : -1);
            }
        }

        /** Nothing more will come. Does not block. */
        synchronized void end() {
            more(false);
            ended = true;
        }
    }

    Sender sender() {
        return new Sender();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] { (byte) value }, 0, 1);
    }

    @Override
    public synchronized void write(byte[] packet, int offset, int length) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        boolean hold = length >= LARGE && length <= CAPACITY && sendersWithMore.get() > 0 && !isPaused();
        if (count + length > CAPACITY) {
            sendHeld();
        }
        if (!hold && count == 0) {
            send(packet, offset, length);
            return;
        }
        hold(packet, offset, length);
        if (!hold || count + LARGE > CAPACITY) {
            sendHeld();
        } else if (!watched) {
            Blocking.start("packets", this::watch); // fails where there are too many threads
            watched = true;
        }
    }

    private boolean isPaused() {
        return System.nanoTime() - pausedSince < pauseNanos;
    }

    private void hold(byte[] packet, int offset, int length) {
        byte[] buffer = held;
        if (buffer == null) {
            buffer = new byte[CAPACITY];
            held = buffer;
        }
        if (count == 0) {
            batch++;
        }
        System.arraycopy(packet, offset, buffer, count, length);
        count += length;
    }

    private void sendHeld() throws IOException {
        int length = count;
        byte[] buffer = held;
        if (length > 0 && buffer != null) {
            count = 0;
            send(buffer, 0, length);
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        writingSince = System.nanoTime() | 1; // 0 means no write
        try {
            out.write(bytes, offset, length);
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // what follows would not fit to what has been sent
            failed.run();
            throw e;
        } finally {
            writingSince = 0;
        }
    }

    /** Sends what has been held for too long, until nothing has been held for a second. */
    private void watch() {
        long seen = 0;
        int idle = 0;
        while (true) {
            try {
                TimeUnit.MILLISECONDS.sleep(lateMillis);
            } catch (InterruptedException e) {
                // nobody does that, and what is held must go out
            }
            synchronized (this) {
                idle = batch == seen && count == 0 ? idle + 1 : 0;
                if (idle == IDLE_LOOKS) {
                    watched = false;
                    return;
                }
                if (count > 0 && batch == seen) {
                    sendLate();
                }
                seen = batch;
            }
        }
    }

    private void sendLate() {
        try {
            sendHeld();
        } catch (IOException e) {
            // who writes next is told
        }
        pauseNanos = batch - lateBatch < MANY ? Math.min(2 * pauseNanos, LONG_PAUSE_NANOS) : SHORT_PAUSE_NANOS;
        pausedSince = System.nanoTime();
        lateBatch = batch;
    }

    /** How long the current write has been waiting for the peer, in nanoseconds; 0 when there is none. */
    long writeNanos() {
        long since = writingSince;
        return since == 0 ? 0 : Math.max(0, System.nanoTime() - since);
    }

    /** A packet is sent, or held, when it is written; JSch asks for this after each. */
    @Override
    public void flush() {
        // see above
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
