package org.virtp2v.nbd.internal.builtin;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A source disk, open for reading only. This is the one place that opens one to send it. Safe for use by any thread.
 */
public final class DiskFile implements BlockSource, Closeable {
    private final Path path;
    /** Its file; a device that is plugged in again has another one. */
    private final Object key;
    private FileChannel channel;
    private boolean closed;

    private DiskFile(Path path) throws IOException {
        this.path = path;
        this.key = key(path);
        this.channel = open(path);
    }

    /**
     * Opens a block device or image file.
     *
     * @throws IOException
     *             when it is not there or cannot be read
     */
    public static DiskFile of(Path path) throws IOException {
        return new DiskFile(path);
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Size in bytes, now; for block devices the JDK asks the kernel ({@code BLKGETSIZE64}). */
    public long size() throws IOException {
        return present().size();
    }

    /**
     * {@inheritDoc}
     *
     * @throws EOFException
     *             when the disk ends before
     * @throws ClosedByInterruptException
     *             when the thread is interrupted; the disk stays open for others
     */
    @Override
    public void read(ByteBuffer to, long offset) throws IOException {
        for (long from = offset; to.hasRemaining();) {
            FileChannel disk = present();
            try {
                int length = disk.read(to, from);
                if (length < 0) {
                    throw new EOFException();
                }
                from += length;
            } catch (ClosedByInterruptException e) {
                reopen(disk);
                throw e;
            } catch (ClosedChannelException e) {
                // Another thread was interrupted while it read, which closes the channel for all.
                reopen(disk);
            }
        }
    }

    /** Whether it was not closed, and no other disk was in its place when it was to be opened again. */
    public synchronized boolean isOpen() {
        return !closed;
    }

    private synchronized FileChannel present() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return channel;
    }

    private synchronized void reopen(FileChannel broken) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (channel == broken) {
            channel = open(path);
        }
        if (!key.equals(key(path))) {
            // What is there now is another disk, whatever its name and size: nothing of it may get into the guest.
            close();
            throw new ClosedChannelException();
        }
    }

    /**
     * Ends reads of other threads, too, as far as the kernel lets them: a disk that hangs holds up whoever closes it.
     */
    @Override
    public void close() throws IOException {
        FileChannel disk;
        synchronized (this) {
            closed = true;
            disk = channel;
        }
        disk.close();
    }
}
