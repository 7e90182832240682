package org.virtp2v.nbd.internal;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.nbd.internal.protocol.Nbd;
import org.virtp2v.nbd.internal.protocol.ReadFailures;

/**
 * Follows what a server says, as it passes, in whatever pieces it comes: which options it agrees to, what of the disk
 * it delivers, and which reads it answers with an error. It changes nothing and holds nothing up; data of the disk is
 * only counted. {@link #passed} is for one thread, all else for another.
 *
 * <p>
 * When it does not understand the server it follows no further. From then on every read counts as delivered when it is
 * asked for: progress is ahead by what a client asks for at once, but goes on.
 */
final class ReplyReader implements ServerAnswers {
    private static final int MAGIC_BYTES = 4;
    /** Number, length of the text, the text (4096 at most), offset. */
    private static final int MOST_ERROR_BYTES = 4 + 2 + 4096 + 8;
    private static final int ERROR_WITH_OFFSET = 2;
    private static final int OFFSET_BYTES = 8;
    private static final int HOLE_BYTES = 12;
    private static final long NOWHERE = -1;

    private enum Phase {
        GREETING, OPTION_REPLY, EXPORT, MAGIC, SIMPLE, STRUCTURED, EXTENDED, OFFSET, HOLE, ERROR, LOST
    }

    private record Read(long offset, long length) {
    }

    private final long sizeBytes;
    private final ReadWatcher reads;
    private final ReadFailures failures;
    private final Map<Long, Read> pending = new ConcurrentHashMap<>();
    private final ByteBuffer header = ByteBuffer.allocate(MOST_ERROR_BYTES);
    private Phase phase = Phase.GREETING;
    private int wanted = Nbd.GREETING_BYTES;
    /** Bytes to come that are not looked at. */
    private long skip;
    /** Where on the disk these are; {@link #NOWHERE} when they are not data of it. */
    private long skipAt = NOWHERE;
    private long dataBytes;
    private boolean serverLeavesZeroesOut;
    private int errorType;
    private long errorCookie;
    private boolean errorDone;
    private volatile boolean clientTakesNoZeroes;
    private volatile int lastOption;
    private volatile @Nullable Boolean goAccepted;
    private volatile boolean extendedHeaders;
    private volatile boolean lost;

    /**
     * @param sizeBytes
     *            size of the export; nothing beyond it counts as delivered
     * @param reads
     *            notified of what is delivered
     * @param failures
     *            notified of the reads that fail
     */
    ReplyReader(long sizeBytes, ReadWatcher reads, ReadFailures failures) {
        this.sizeBytes = sizeBytes;
        this.reads = reads;
        this.failures = failures;
    }

    @Override
    public void flagged(int clientFlags) {
        clientTakesNoZeroes = (clientFlags & Nbd.NBD_FLAG_NO_ZEROES) != 0;
    }

    @Override
    public void asked(int option) {
        if (option == Nbd.NBD_OPT_GO) {
            goAccepted = null;
        }
        lastOption = option;
    }

    @Override
    public void requested(long cookie, long offset, long length) {
        pending.put(cookie, new Read(offset, length));
        if (lost) {
            deliverPending();
        }
    }

    @Override
    public @Nullable Boolean isGoAccepted() {
        return goAccepted;
    }

    @Override
    public boolean hasExtendedHeaders() {
        return extendedHeaders;
    }

    /** These bytes have come from the server; all that remains of the buffer is taken. */
    void passed(ByteBuffer bytes) {
        while (bytes.hasRemaining() && phase != Phase.LOST) {
            if (skip > 0) {
                skip(bytes);
                continue;
            }
            if (header.position() == 0 && phase == Phase.OPTION_REPLY && lastOption == Nbd.NBD_OPT_EXPORT_NAME) {
                expect(Phase.EXPORT, Nbd.EXPORT_BYTES);
            }
            int length = Math.min(wanted - header.position(), bytes.remaining());
            header.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            if (header.position() == wanted) {
                take();
            }
        }
    }

    private void skip(ByteBuffer bytes) {
        int length = (int) Math.min(skip, bytes.remaining());
        bytes.position(bytes.position() + length);
        skip -= length;
        if (skipAt != NOWHERE) {
            reads.delivered(skipAt, length);
            skipAt = skip > 0 ? skipAt + length : NOWHERE;
        }
    }

    /** What comes next is data of the disk. */
    private void skipData(long offset, long length) {
        skip = length;
        skipAt = Nbd.isInside(sizeBytes, offset, length) ? offset : NOWHERE;
    }

    private void delivered(long offset, long length) {
        if (Nbd.isInside(sizeBytes, offset, length)) {
            reads.delivered(offset, length);
        }
    }

    private void lose() {
        phase = Phase.LOST;
        lost = true;
        deliverPending();
    }

    /** Each read once, although both threads may be here. */
    private void deliverPending() {
        for (Long cookie : pending.keySet()) {
            Read read = pending.remove(cookie);
            if (read != null) {
                delivered(read.offset, read.length);
            }
        }
    }

    private void expect(Phase next, int length) {
        phase = next;
        wanted = length;
    }

    private void take() {
        switch (phase) {
            case GREETING -> {
                serverLeavesZeroesOut = (header.getShort(16) & Nbd.NBD_FLAG_NO_ZEROES) != 0;
                next(header.getLong(0) == Nbd.NBDMAGIC && header.getLong(8) == Nbd.IHAVEOPT, Phase.OPTION_REPLY,
                        Nbd.OPTION_REPLY_BYTES);
            }
            case OPTION_REPLY -> optionReply();
            case EXPORT -> {
                skip = serverLeavesZeroesOut && clientTakesNoZeroes ? 0 : Nbd.EXPORT_ZEROES;
                next(true, Phase.MAGIC, MAGIC_BYTES);
            }
            case MAGIC -> magic(header.getInt(0));
            case SIMPLE -> simple(header.getInt(4), header.getLong(8));
            case STRUCTURED -> chunk(Integer.toUnsignedLong(header.getInt(16)));
            case EXTENDED -> chunk(header.getLong(24));
            case OFFSET -> {
                skipData(header.getLong(0), dataBytes);
                next(true, Phase.MAGIC, MAGIC_BYTES);
            }
            case HOLE -> {
                delivered(header.getLong(0), Integer.toUnsignedLong(header.getInt(OFFSET_BYTES)));
                next(true, Phase.MAGIC, MAGIC_BYTES);
            }
            case ERROR -> {
                error();
                next(true, Phase.MAGIC, MAGIC_BYTES);
            }
            case LOST -> throw new IllegalStateException();
        }
    }

    private void magic(int magic) {
        switch (magic) {
            case Nbd.NBD_SIMPLE_REPLY_MAGIC -> expect(Phase.SIMPLE, Nbd.SIMPLE_REPLY_BYTES);
            case Nbd.NBD_STRUCTURED_REPLY_MAGIC -> expect(Phase.STRUCTURED, Nbd.STRUCTURED_REPLY_BYTES);
            case Nbd.NBD_EXTENDED_REPLY_MAGIC -> expect(Phase.EXTENDED, Nbd.EXTENDED_REPLY_BYTES);
            default -> lose();
        }
    }

    private void next(boolean understood, Phase next, int length) {
        header.clear();
        if (understood) {
            expect(next, length);
        } else {
            lose();
        }
    }

    private void optionReply() {
        int option = header.getInt(8);
        int type = header.getInt(12);
        skip = Integer.toUnsignedLong(header.getInt(16));
        boolean understood = header.getLong(0) == Nbd.OPTION_REPLY_MAGIC;
        boolean going = option == Nbd.NBD_OPT_GO && type == Nbd.NBD_REP_ACK;
        if (understood && option == Nbd.NBD_OPT_EXTENDED_HEADERS && type == Nbd.NBD_REP_ACK) {
            extendedHeaders = true;
        }
        if (understood && option == Nbd.NBD_OPT_GO && (going || type < 0)) {
            goAccepted = going;
        }
        next(understood, going ? Phase.MAGIC : Phase.OPTION_REPLY, going ? MAGIC_BYTES : Nbd.OPTION_REPLY_BYTES);
    }

    private void simple(int error, long cookie) {
        Read read = pending.remove(cookie);
        if (read != null && error != 0) {
            failures.failed(read.offset, error);
        }
        if (read != null && error == 0) {
            skipData(read.offset, read.length);
        }
        next(true, Phase.MAGIC, MAGIC_BYTES);
    }

    private void chunk(long length) {
        boolean done = (header.getShort(4) & 1) != 0;
        int type = Short.toUnsignedInt(header.getShort(6));
        long cookie = header.getLong(8);
        boolean failed = (type & Nbd.NBD_REPLY_TYPE_ERROR_BIT) != 0;
        if (failed && length >= Integer.BYTES && length <= MOST_ERROR_BYTES) {
            errorType = type & ~Nbd.NBD_REPLY_TYPE_ERROR_BIT;
            errorCookie = cookie;
            errorDone = done;
            next(true, Phase.ERROR, (int) length);
        } else if (type == Nbd.NBD_REPLY_TYPE_OFFSET_DATA && length > OFFSET_BYTES) {
            dataBytes = length - OFFSET_BYTES;
            next(true, Phase.OFFSET, OFFSET_BYTES);
        } else if (type == Nbd.NBD_REPLY_TYPE_OFFSET_HOLE && length == HOLE_BYTES) {
            next(true, Phase.HOLE, HOLE_BYTES);
        } else {
            skip = length;
            next(!failed && length >= 0, Phase.MAGIC, MAGIC_BYTES);
        }
        if (done && !failed) {
            pending.remove(cookie);
        }
    }

    private void error() {
        Read read = errorDone ? pending.remove(errorCookie) : pending.get(errorCookie);
        if (read != null) {
            boolean located = errorType == ERROR_WITH_OFFSET && wanted >= Integer.BYTES + Long.BYTES;
            long at = located ? header.getLong(wanted - Long.BYTES) : read.offset;
            // A place that nobody has read cannot have failed.
            boolean inside = at >= read.offset && at - read.offset < read.length;
            failures.failed(inside ? at : read.offset, header.getInt(0));
        }
    }
}
