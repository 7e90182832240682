package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.protocol.ReadFailures;

/** Serves one disk in this process, read-only, to any number of connections. Safe for use by any thread. */
public final class BuiltinServer {
    private static final Messages TEXT = Messages.beside(BuiltinServer.class);

    private final BlockSource source;
    private final DiskReader disk;
    private final long sizeBytes;
    private final int sectorBytes;
    private final ZeroParts zeros;
    private final ReadWatcher watcher;
    private final ReadFailures failures;

    /** Decides about parts of the disk that cannot be read, each in whole sectors; asked about one at a time. */
    @FunctionalInterface
    public interface UnreadableParts {
        /**
         * Whether this part is to read as zeros, and not as an error; holds from then on. May block.
         *
         * @throws InterruptedException
         *             when the thread is interrupted
         */
        boolean areZeros(Extent part) throws InterruptedException;

        /**
         * Looks whether the disk is there at all, when a read of it has failed. Blocks while it is gone and waited for.
         * Asked by one thread at a time.
         *
         * @throws ClosedChannelException
         *             when it is not waited for any more, because nobody reads it any more
         * @throws InterruptedException
         *             when the thread is interrupted
         */
        default Presence look() throws ClosedChannelException, InterruptedException {
            return Presence.THERE;
        }
    }

    /** How it is with a disk of which a read has failed. */
    public enum Presence {
        /** It is there: it cannot be read at that place. */
        THERE,
        /** It was gone, and is back: what has failed is to be read again. */
        BACK,
        /** It is gone for good. */
        GONE
    }

    /**
     * Sectors of a disk.
     *
     * @param logicalBytes
     *            what clients have to keep to, a power of two
     * @param physicalBytes
     *            what the disk reads at least, a power of two
     */
    public record Sectors(int logicalBytes, int physicalBytes) {
    }

    /**
     * @param source
     *            what is read; not closed here
     * @param sizeBytes
     *            of the export
     * @param sectors
     *            of the disk
     * @param zeros
     *            parts that are zeros for clients, and are never read; in any order
     * @param watcher
     *            is told what is asked for and what was delivered
     * @param failures
     *            is told of each read that was answered with an error
     * @param unreadable
     *            decides what is
     */
    public BuiltinServer(BlockSource source, long sizeBytes, Sectors sectors, List<Extent> zeros, ReadWatcher watcher,
            ReadFailures failures, UnreadableParts unreadable) {
        this.source = source;
        this.disk = new DiskReader(source, sizeBytes, sectors.physicalBytes(), unreadable);
        this.sizeBytes = sizeBytes;
        this.sectorBytes = sectors.logicalBytes();
        this.zeros = ZeroParts.of(zeros);
        this.watcher = watcher;
        this.failures = failures;
    }

    /**
     * Reads the first and the last sector, unless they are never read.
     *
     * @throws IOException
     *             when one of them cannot be read; the message says which
     */
    public void readEnds() throws IOException {
        int length = (int) Math.min(sectorBytes, sizeBytes);
        for (long offset : new long[] { 0, sizeBytes - length }) {
            try {
                if (!zeros.isZero(offset)) {
                    source.read(ByteBuffer.allocate(length), offset);
                }
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                throw new IOException(TEXT.get("disk.read", Integer.toString(length), Long.toString(offset),
                        String.valueOf(e.getMessage())), e);
            }
        }
    }

    /**
     * Reads the first, the middle and the last sector until one can be read or stays behind. A disk of which none can
     * is broken.
     *
     * @throws IOException
     *             when none can
     */
    public void readAnywhere() throws IOException {
        for (long sector : firstMiddleAndLast()) {
            if (zeros.isZero(sector) || disk.isReadable(sector)) {
                return;
            }
        }
        throw new IOException(TEXT.get("disk.broken"));
    }

    /**
     * Whether the disk itself still answers, where it was read last or at its beginning, its middle or its end. One
     * with broken sectors does; one whose cable is out does not, although it may be there for the kernel.
     *
     * @throws IOException
     *             when nothing more is read, because the disk is closed or the thread interrupted
     */
    public boolean answers() throws IOException {
        return disk.answers(firstMiddleAndLast().stream().filter(sector -> !zeros.isZero(sector)).toList());
    }

    /** Where these sectors begin. */
    private List<Long> firstMiddleAndLast() {
        long last = (sizeBytes - 1) / sectorBytes;
        return List.of(0L, last / 2 * sectorBytes, last * sectorBytes);
    }

    /** How long the disk has not answered a read that is under way; zero when none is. */
    public Duration silence() {
        return disk.silence();
    }

    /** A new connection. */
    public ByteChannel connect() {
        BlockingQueue<Item> waiting = new LinkedBlockingQueue<>(BuiltinChannel.MOST_WAITING);
        // Clients refuse a disk that is not whole blocks.
        Handshake handshake = new Handshake(sizeBytes, (int) Math.min(sectorBytes, Long.lowestOneBit(sizeBytes)));
        ReadAhead ahead = new ReadAhead(disk::readAhead, zeros, waiting);
        return new BuiltinChannel(new ClientParser(handshake, sizeBytes, waiting, watcher),
                new Replies(disk, zeros, handshake, watcher, failures, ahead), ahead, waiting);
    }
}
