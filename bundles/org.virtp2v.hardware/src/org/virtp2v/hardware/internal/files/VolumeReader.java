package org.virtp2v.hardware.internal.files;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import org.virtp2v.core.source.Extent;

/**
 * Reads a volume on a device, which is never written to. For one thread, which nobody interrupts.
 */
public final class VolumeReader implements Closeable {
    /** More than any structure of a file system has. */
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int LARGEST_SECTOR_BYTES = 4096;

    private final FileChannel device;
    private final Exactly exactly;
    private final Extent part;
    private final TimeLimit limit;

    /**
     * Reads past the page cache. That fails with all of what it reads at once, some 64 KiB at times, where one sector
     * of that is broken.
     */
    @FunctionalInterface
    public interface Exactly {
        /**
         * @param offset
         *            the first byte on the device
         * @return nothing when it cannot be read so, and not more than wanted
         */
        byte[] read(long offset, int length);
    }

    /**
     * Opens the device.
     *
     * @param device
     *            a block device or image file
     * @param exactly
     *            for what cannot be read otherwise
     * @param part
     *            of the device that the volume is
     * @param limit
     *            the longest time for all that is read
     * @throws IOException
     *             when it is not there or cannot be read
     */
    public VolumeReader(Path device, Exactly exactly, Extent part, TimeLimit limit) throws IOException {
        this.device = FileChannel.open(device, StandardOpenOption.READ);
        this.exactly = exactly;
        this.part = part;
        this.limit = limit;
    }

    /**
     * Reads a structure.
     *
     * @param offset
     *            its first byte, from the beginning of the volume
     * @param length
     *            in bytes
     * @return a buffer of its own, from its first byte on
     * @throws UnreadableException
     *             when it is not on the volume, or cannot be read there
     * @throws InterruptedIOException
     *             when the time is over
     */
    ByteBuffer read(long offset, int length) throws UnreadableException, InterruptedIOException {
        checkTime();
        if (offset < 0 || length < 0 || length > LARGEST_BYTES || offset > part.length() - length) {
            throw new UnreadableException(length + " bytes at " + offset);
        }
        var buffer = ByteBuffer.allocate(length);
        try {
            while (buffer.hasRemaining()) {
                if (readDevice(buffer, part.offset() + offset + buffer.position()) < 0) {
                    throw new EOFException();
                }
            }
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
        return buffer.rewind();
    }

    /**
     * @throws InterruptedIOException
     *             when the time is over
     */
    void checkTime() throws InterruptedIOException {
        limit.check();
    }

    private int readDevice(ByteBuffer buffer, long offset) throws IOException {
        try {
            return device.read(buffer, offset);
        } catch (IOException e) {
            byte[] bytes = readExactly(offset, buffer.remaining());
            if (bytes.length == 0) {
                throw e;
            }
            buffer.put(bytes);
            return bytes.length;
        }
    }

    /** Disks with sectors of 4096 bytes know no other reads past the page cache than of these. */
    private byte[] readExactly(long offset, int length) {
        byte[] bytes = exactly.read(offset, length);
        long begin = offset & -LARGEST_SECTOR_BYTES;
        long end = offset + length + LARGEST_SECTOR_BYTES - 1 & -LARGEST_SECTOR_BYTES;
        if (bytes.length > 0 || end - begin == length) {
            return bytes;
        }
        byte[] sectors = exactly.read(begin, (int) (end - begin));
        int from = (int) (offset - begin);
        return Arrays.copyOfRange(sectors, Math.min(from, sectors.length), Math.min(from + length, sectors.length));
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
