package org.virtp2v.nbd.internal.builtin;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.nbd.internal.device.DeviceKey;

/**
 * A source disk, open for reading only. This is the one place that opens one to send it. Safe for use by any thread.
 */
public final class DiskFile implements BlockSource, Closeable {
    private static final Logger LOG = Logger.getLogger(DiskFile.class.getName());

    private Path path;
    private DeviceKey key;
    private FileChannel channel;
    private boolean closed;

    private DiskFile(Path path) throws IOException {
        this.path = path;
        this.key = DeviceKey.of(path);
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

    /** Where it is; another path than at first when it has come back there. */
    public synchronized Path path() {
        return path;
    }

    /**
     * Makes sure that what is at its path is still the device that is open. Another one, whatever its name and size, is
     * another disk until somebody has looked.
     *
     * @throws ClosedChannelException
     *             when the disk is closed
     * @throws IOException
     *             when it is not there, or another one is
     */
    public void verifyPresent() throws IOException {
        Path place;
        DeviceKey opened;
        synchronized (this) {
            present();
            place = path;
            opened = key;
        }
        if (!opened.equals(DeviceKey.of(place))) {
            throw new IOException("another device is at " + place);
        }
    }

    /**
     * Goes on as a disk that has been opened again and is the same one. Who reads now, reads from that.
     *
     * @param again
     *            not used any more, nor closed
     * @throws ClosedChannelException
     *             when this one is closed
     */
    public void become(DiskFile again) throws ClosedChannelException {
        FileChannel before;
        synchronized (this) {
            before = present();
            synchronized (again) {
                channel = again.present();
                path = again.path;
                key = again.key;
            }
        }
        closeInBackground(before);
    }

    private synchronized FileChannel present() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return channel;
    }

    private synchronized void reopen(FileChannel broken) throws IOException {
        present();
        if (channel == broken) {
            FileChannel again = open(path);
            boolean same = false;
            try {
                verifyPresent();
                same = true;
                channel = again;
            } finally {
                if (!same) {
                    closeQuietly(again);
                }
            }
        }
    }

    private static void closeQuietly(Closeable disk) {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "closing a disk", e);
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

    /** Closes it without waiting for that: a reader that hangs in a disk holds up whoever closes it. */
    public void closeInBackground() {
        closeInBackground(this);
    }

    private static void closeInBackground(Closeable disk) {
        Thread.ofPlatform().daemon().name("closes a disk").start(() -> closeQuietly(disk));
    }
}
