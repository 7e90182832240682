package org.virtp2v.hardware.internal.files;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.virtp2v.core.source.Extent;

/**
 * Reads a volume on a device, which is never written to. For one thread, which nobody interrupts.
 */
public final class VolumeReader implements Closeable {
    /** More than any structure of a file system has. */
    private static final int LARGEST_BYTES = 1 << 20;

    private final FileChannel device;
    private final Exactly exactly;
    private final List<Extent> pieces;
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
     * @param pieces
     *            where on the device the volume is, in its order
     * @param limit
     *            the longest time for all that is read
     * @throws IOException
     *             when it is not there or cannot be read
     */
    public VolumeReader(Path device, Exactly exactly, List<Extent> pieces, TimeLimit limit) throws IOException {
        this.device = FileChannel.open(device, StandardOpenOption.READ);
        this.exactly = exactly;
        this.pieces = List.copyOf(pieces);
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
        if (offset < 0 || length < 0 || length > LARGEST_BYTES) {
            throw new UnreadableException(length + " bytes at " + offset);
        }
        var buffer = ByteBuffer.allocate(length);
        try {
            while (buffer.hasRemaining()) {
                readPiece(buffer, offset + buffer.position());
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

    /** Reads as much as is in one piece of the volume and comes at once. */
    private void readPiece(ByteBuffer buffer, long offset) throws IOException {
        long before = 0;
        for (var piece : pieces) {
            long inPiece = offset - before;
            if (inPiece < piece.length()) {
                int whole = buffer.limit();
                buffer.limit((int) Math.min(whole, buffer.position() + Math.min(whole, piece.length() - inPiece)));
                int count = readDevice(buffer, piece.offset() + inPiece);
                buffer.limit(whole);
                if (count < 0) {
                    break;
                }
                return;
            }
            before += piece.length();
        }
        throw new EOFException();
    }

    private int readDevice(ByteBuffer buffer, long offset) throws IOException {
        try {
            return device.read(buffer, offset);
        } catch (IOException e) {
            byte[] bytes = exactly.read(offset, buffer.remaining());
            if (bytes.length == 0) {
                throw e;
            }
            buffer.put(bytes);
            return bytes.length;
        }
    }

    @Override
    public void close() throws IOException {
        device.close();
    }
}
