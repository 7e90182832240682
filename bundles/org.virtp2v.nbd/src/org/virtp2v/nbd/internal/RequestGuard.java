package org.virtp2v.nbd.internal;

import java.nio.ByteBuffer;

import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.text.Messages;
import org.virtp2v.nbd.internal.protocol.Nbd;

/**
 * Checks the requests of a client to an NBD server, in whatever pieces they come. Not one byte of a request header is
 * passed on before the whole of it is known to only read. For one thread at a time.
 *
 * <p>
 * It follows the client, and asks {@link ServerAnswers} what the server has made of it: after {@code NBD_OPT_GO}
 * nothing may come before its answer, and extended headers only when they were agreed to. No payload of a request is
 * ever passed on, so nothing can hide in one.
 */
final class RequestGuard {
    private static final Messages TEXT = Messages.beside(RequestGuard.class);

    private enum Expected {
        CLIENT_FLAGS,
        OPTION,
        /** After {@code NBD_OPT_GO}, until its answer is looked at. */
        OPTION_OR_REQUEST,
        REQUEST
    }

    private final long sizeBytes;
    private final ReadWatcher reads;
    private final ServerAnswers answers;
    private final ByteBuffer header = ByteBuffer.allocate(Nbd.EXTENDED_REQUEST_BYTES);
    private Expected expected = Expected.CLIENT_FLAGS;
    private long optionData;

    /**
     * @param sizeBytes
     *            size of the export; reads beyond it, which the server refuses, are not reported
     * @param reads
     *            notified of every read that is asked for
     * @param answers
     *            notified of what the client says, and asked what the server answered
     */
    RequestGuard(long sizeBytes, ReadWatcher reads, ServerAnswers answers) {
        this.sizeBytes = sizeBytes;
        this.reads = reads;
        this.answers = answers;
    }

    /**
     * Moves bytes that may go to the server. The beginning of a header is kept here until the rest comes.
     *
     * @param from
     *            from the client; empty afterwards, unless {@code to} became full
     * @param to
     *            for the server; needs room for {@value Nbd#EXTENDED_REQUEST_BYTES} bytes, else nothing is moved
     * @throws ForbiddenRequestException
     *             for a request that could write, or that is none; bytes that were moved before it must not matter any
     *             more
     */
    void pass(ByteBuffer from, ByteBuffer to) throws ForbiddenRequestException {
        while (from.hasRemaining() && to.remaining() >= Nbd.EXTENDED_REQUEST_BYTES) {
            if (optionData > 0) {
                optionData -= move(from, to, (int) Math.min(optionData, to.remaining()));
            } else {
                if (expected == Expected.OPTION_OR_REQUEST) {
                    expected = afterGo();
                }
                move(from, header, headerBytes() - header.position());
                if (header.position() == headerBytes()) {
                    judge();
                    to.put(header.flip());
                    header.clear();
                }
            }
        }
    }

    private static int move(ByteBuffer from, ByteBuffer to, int most) {
        int length = Math.min(most, from.remaining());
        to.put(from.slice(from.position(), length));
        from.position(from.position() + length);
        return length;
    }

    /** Bytes of the header that is being received; as long as its magic number is incomplete, the bytes of that. */
    private int headerBytes() throws ForbiddenRequestException {
        return switch (expected) {
            case CLIENT_FLAGS -> Integer.BYTES;
            case OPTION, OPTION_OR_REQUEST -> Nbd.OPTION_BYTES;
            case REQUEST -> header.position() < Integer.BYTES ? Integer.BYTES : requestBytes();
        };
    }

    private int requestBytes() throws ForbiddenRequestException {
        boolean extended = answers.hasExtendedHeaders();
        if (magic() != (extended ? Nbd.NBD_EXTENDED_REQUEST_MAGIC : Nbd.NBD_REQUEST_MAGIC)) {
            throw notNbd();
        }
        return extended ? Nbd.EXTENDED_REQUEST_BYTES : Nbd.REQUEST_BYTES;
    }

    private Expected afterGo() throws ForbiddenRequestException {
        Boolean accepted = answers.isGoAccepted();
        if (accepted == null) {
            throw new ForbiddenRequestException(TEXT.get("guard.early"));
        }
        return accepted ? Expected.REQUEST : Expected.OPTION;
    }

    private int magic() {
        return header.getInt(0);
    }

    private void judge() throws ForbiddenRequestException {
        switch (expected) {
            case CLIENT_FLAGS -> {
                answers.flagged(header.getInt(0));
                expected = Expected.OPTION;
            }
            case OPTION, OPTION_OR_REQUEST -> judgeOption();
            case REQUEST -> judgeRequest();
        }
    }

    private void judgeOption() throws ForbiddenRequestException {
        if (header.getLong(0) != Nbd.IHAVEOPT) {
            throw notNbd();
        }
        answers.asked(header.getInt(8));
        expected = switch (header.getInt(8)) {
            case Nbd.NBD_OPT_EXPORT_NAME -> Expected.REQUEST;
            case Nbd.NBD_OPT_GO -> Expected.OPTION_OR_REQUEST;
            default -> Expected.OPTION;
        };
        optionData = Integer.toUnsignedLong(header.getInt(12));
    }

    private void judgeRequest() throws ForbiddenRequestException {
        boolean extended = magic() == Nbd.NBD_EXTENDED_REQUEST_MAGIC;
        int type = Short.toUnsignedInt(header.getShort(6));
        long offset = header.getLong(16);
        long length = extended ? header.getLong(24) : Integer.toUnsignedLong(header.getInt(24));
        boolean payload = extended && (header.getShort(4) & Nbd.NBD_CMD_FLAG_PAYLOAD_LEN) != 0;
        if (payload || !onlyReads(type)) {
            throw new ForbiddenRequestException(TEXT.get("guard.forbidden", Integer.toString(type),
                    Long.toUnsignedString(offset), Long.toUnsignedString(length)));
        }
        if (type == Nbd.NBD_CMD_READ) {
            if (Nbd.isInside(sizeBytes, offset, length)) {
                reads.reading(offset, length);
            }
            answers.requested(header.getLong(8), offset, length);
        }
    }

    private static boolean onlyReads(int type) {
        return switch (type) {
            case Nbd.NBD_CMD_READ, Nbd.NBD_CMD_DISC, Nbd.NBD_CMD_FLUSH, Nbd.NBD_CMD_CACHE,
                    Nbd.NBD_CMD_BLOCK_STATUS ->
                true;
            default -> false;
        };
    }

    private static ForbiddenRequestException notNbd() {
        return new ForbiddenRequestException(TEXT.get("guard.notNbd"));
    }
}
