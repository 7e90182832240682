package org.virtp2v.ssh.internal.blocking;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Hands bytes from JSch's thread to ours. It holds a bounded amount; the writer waits when that is reached, which stops
 * the whole SSH connection, so a reader must keep reading or close. Unlike the JDK's pipes it does not care which
 * threads live, and its reader can be interrupted.
 */
public final class BytePipe extends OutputStream {
    /** Bytes that may wait to be read. */
    public static final int CAPACITY = 1 << 20;

    /** What a piece takes besides its bytes: many small ones would take much. */
    private static final int PIECE_BYTES = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> chunks = new ArrayDeque<>();
    private int size;
    private boolean closed;

    @Override
    public void write(int value) throws IOException {
        write(new byte[] { (byte) value }, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            while (size >= CAPACITY && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("closed");
            }
            chunks.add(Arrays.copyOfRange(bytes, offset, offset + length));
            size += length + PIECE_BYTES;
            changed.signalAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the pipe, from either side; its content can still be read. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for bytes.
     *
     * @return a piece, or null at the end
     * @throws TimeoutException
     *             when none came in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public byte @Nullable [] read(Deadline deadline) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            while (chunks.isEmpty() && !closed) {
                if (changed.awaitNanos(deadline.remainingNanos()) <= 0) {
                    throw new TimeoutException();
                }
            }
            byte[] chunk = chunks.poll();
            if (chunk != null) {
                size -= chunk.length + PIECE_BYTES;
                changed.signalAll();
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }
}
