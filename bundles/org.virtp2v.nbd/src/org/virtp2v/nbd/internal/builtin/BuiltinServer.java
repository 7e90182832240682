package org.virtp2v.nbd.internal.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
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

    /**
     * @param source
     *            what is read; not closed here
     * @param sizeBytes
     *            of the export
     * @param sectorBytes
     *            bytes of a logical sector, a power of two
     * @param zeros
     *            parts that are zeros for clients, and are never read; in any order
     * @param watcher
     *            is told what is asked for and what was delivered
     * @param failures
     *            is told what could not be read
     */
    public BuiltinServer(BlockSource source, long sizeBytes, int sectorBytes, List<Extent> zeros, ReadWatcher watcher,
            ReadFailures failures) {
        this.source = source;
        this.disk = new DiskReader(source);
        this.sizeBytes = sizeBytes;
        this.sectorBytes = sectorBytes;
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
                    disk.read(ByteBuffer.allocate(length), offset);
                }
            } catch (UnreadableException e) {
                throw new IOException(TEXT.get("disk.read", Integer.toString(length), Long.toString(offset),
                        String.valueOf(e.getMessage())), e);
            }
        }
    }

    /** A new connection. */
    public ByteChannel connect() {
        BlockingQueue<Item> waiting = new LinkedBlockingQueue<>(BuiltinChannel.MOST_WAITING);
        Handshake handshake = new Handshake(sizeBytes, sectorBytes);
        ReadAhead ahead = new ReadAhead(source, zeros, waiting);
        return new BuiltinChannel(new ClientParser(handshake, sizeBytes, waiting, watcher),
                new Replies(disk, zeros, handshake, watcher, failures, ahead), ahead, waiting);
    }
}
