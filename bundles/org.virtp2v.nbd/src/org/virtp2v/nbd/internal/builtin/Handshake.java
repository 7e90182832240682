package org.virtp2v.nbd.internal.builtin;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.virtp2v.nbd.internal.protocol.Nbd;

/**
 * The server's side of fixed newstyle negotiation (NBD protocol, "Option types"): every option is answered, those that
 * are not known with an error. There is one export, and it has no name. For one thread.
 */
final class Handshake {
    /** The only export's name. */
    private static final String EXPORT = "";
    /** A client that asks for none gets along with any. */
    private static final int PREFERRED_BLOCK = 64 * 1024;
    /** The number by which answers name the only meta context. */
    static final int CONTEXT_ID = 1;
    private static final byte[] NOTHING = {};

    private final long sizeBytes;
    private final int smallestBlock;
    private boolean withoutZeroes;
    private boolean structured;
    private boolean tellsAllocation;
    private State state = State.OPTIONS;

    enum State {
        OPTIONS, TRANSMISSION, ABORTED
    }

    /**
     * @param sizeBytes
     *            of the export
     * @param smallestBlock
     *            bytes that a client has to keep to, a power of two; the export is a multiple of it
     */
    Handshake(long sizeBytes, int smallestBlock) {
        this.sizeBytes = sizeBytes;
        this.smallestBlock = smallestBlock;
    }

    /** The first thing on a connection. */
    static byte[] greeting() {
        return ByteBuffer.allocate(Nbd.GREETING_BYTES).putLong(Nbd.NBDMAGIC).putLong(Nbd.IHAVEOPT)
                .putShort((short) (Nbd.NBD_FLAG_FIXED_NEWSTYLE | Nbd.NBD_FLAG_NO_ZEROES)).array();
    }

    /**
     * The client's flags.
     *
     * @throws ProtocolException
     *             when one is not known, or the client is too old
     */
    void flags(int clientFlags) throws ProtocolException {
        int known = Nbd.NBD_FLAG_FIXED_NEWSTYLE | Nbd.NBD_FLAG_NO_ZEROES;
        if ((clientFlags & ~known) != 0) {
            throw new ProtocolException("client flags " + Integer.toHexString(clientFlags));
        }
        withoutZeroes = (clientFlags & Nbd.NBD_FLAG_NO_ZEROES) != 0;
    }

    State state() {
        return state;
    }

    /** Whether structured replies were agreed to. */
    boolean isStructured() {
        return structured;
    }

    /** Whether the client wants to be told of holes. */
    boolean tellsAllocation() {
        return tellsAllocation;
    }

    /**
     * Answers an option.
     *
     * @param data
     *            of the option
     * @throws ProtocolException
     *             when the connection has to end without an answer
     */
    byte[] answer(int option, ByteBuffer data) throws ProtocolException {
        try {
            return switch (option) {
                case Nbd.NBD_OPT_EXPORT_NAME -> exportName(data);
                case Nbd.NBD_OPT_ABORT -> abort();
                case Nbd.NBD_OPT_LIST -> list(data);
                case Nbd.NBD_OPT_INFO, Nbd.NBD_OPT_GO -> info(option, data);
                case Nbd.NBD_OPT_STRUCTURED_REPLY -> structuredReply(data);
                case Nbd.NBD_OPT_LIST_META_CONTEXT, Nbd.NBD_OPT_SET_META_CONTEXT -> metaContext(option, data);
                default -> reply(option, Nbd.NBD_REP_ERR_UNSUP, NOTHING);
            };
        } catch (BufferUnderflowException e) {
            return reply(option, Nbd.NBD_REP_ERR_INVALID, NOTHING);
        }
    }

    /** Answers an option that has more data than any needs. */
    static byte[] tooBig(int option) {
        return reply(option, Nbd.NBD_REP_ERR_TOO_BIG, NOTHING);
    }

    /** The end of a connection that asked for another export with {@code NBD_OPT_EXPORT_NAME}, which has no error. */
    static ProtocolException noSuchExport() {
        return new ProtocolException("no such export");
    }

    private byte[] exportName(ByteBuffer data) throws ProtocolException {
        String name = text(data, data.remaining());
        if (!name.equals(EXPORT)) {
            throw noSuchExport();
        }
        state = State.TRANSMISSION;
        return ByteBuffer.allocate(Nbd.EXPORT_BYTES + (withoutZeroes ? 0 : Nbd.EXPORT_ZEROES)).putLong(sizeBytes)
                .putShort(transmissionFlags()).array();
    }

    private byte[] abort() {
        state = State.ABORTED;
        return reply(Nbd.NBD_OPT_ABORT, Nbd.NBD_REP_ACK, NOTHING);
    }

    private static byte[] list(ByteBuffer data) {
        if (data.hasRemaining()) {
            return reply(Nbd.NBD_OPT_LIST, Nbd.NBD_REP_ERR_INVALID, NOTHING);
        }
        byte[] export = ByteBuffer.allocate(Integer.BYTES + EXPORT.length()).putInt(EXPORT.length()).array();
        return join(reply(Nbd.NBD_OPT_LIST, Nbd.NBD_REP_SERVER, export),
                reply(Nbd.NBD_OPT_LIST, Nbd.NBD_REP_ACK, NOTHING));
    }

    private byte[] info(int option, ByteBuffer data) {
        String name = text(data, data.getInt());
        int count = Short.toUnsignedInt(data.getShort());
        boolean wantsBlockSize = false;
        for (int i = 0; i < count; i++) {
            wantsBlockSize |= data.getShort() == Nbd.NBD_INFO_BLOCK_SIZE;
        }
        if (data.hasRemaining()) {
            return reply(option, Nbd.NBD_REP_ERR_INVALID, NOTHING);
        }
        if (!name.equals(EXPORT)) {
            return reply(option, Nbd.NBD_REP_ERR_UNKNOWN, NOTHING);
        }
        if (option == Nbd.NBD_OPT_GO) {
            state = State.TRANSMISSION;
        }
        byte[] export = ByteBuffer.allocate(12).putShort((short) Nbd.NBD_INFO_EXPORT).putLong(sizeBytes)
                .putShort(transmissionFlags()).array();
        byte[] blocks = ByteBuffer.allocate(14).putShort((short) Nbd.NBD_INFO_BLOCK_SIZE).putInt(smallestBlock)
                .putInt(Math.max(smallestBlock, PREFERRED_BLOCK)).putInt(ClientParser.LONGEST_READ).array();
        return join(reply(option, Nbd.NBD_REP_INFO, export),
                wantsBlockSize ? reply(option, Nbd.NBD_REP_INFO, blocks) : NOTHING,
                reply(option, Nbd.NBD_REP_ACK, NOTHING));
    }

    private byte[] structuredReply(ByteBuffer data) {
        if (data.hasRemaining()) {
            return reply(Nbd.NBD_OPT_STRUCTURED_REPLY, Nbd.NBD_REP_ERR_INVALID, NOTHING);
        }
        structured = true;
        return reply(Nbd.NBD_OPT_STRUCTURED_REPLY, Nbd.NBD_REP_ACK, NOTHING);
    }

    private byte[] metaContext(int option, ByteBuffer data) {
        boolean sets = option == Nbd.NBD_OPT_SET_META_CONTEXT;
        tellsAllocation &= !sets;
        String name = text(data, data.getInt());
        long queries = Integer.toUnsignedLong(data.getInt());
        boolean wanted = !sets && queries == 0;
        for (long i = 0; i < queries; i++) {
            String query = text(data, data.getInt());
            wanted |= query.equals(Nbd.BASE_ALLOCATION) || !sets && query.equals("base:");
        }
        if (data.hasRemaining() || !structured) {
            return reply(option, Nbd.NBD_REP_ERR_INVALID, NOTHING);
        }
        if (!name.equals(EXPORT)) {
            return reply(option, Nbd.NBD_REP_ERR_UNKNOWN, NOTHING);
        }
        tellsAllocation |= sets && wanted;
        byte[] context = Nbd.BASE_ALLOCATION.getBytes(StandardCharsets.US_ASCII);
        byte[] found = ByteBuffer.allocate(Integer.BYTES + context.length).putInt(CONTEXT_ID).put(context).array();
        return join(wanted ? reply(option, Nbd.NBD_REP_META_CONTEXT, found) : NOTHING,
                reply(option, Nbd.NBD_REP_ACK, NOTHING));
    }

    private short transmissionFlags() {
        return (short) (Nbd.NBD_FLAG_HAS_FLAGS | Nbd.NBD_FLAG_READ_ONLY | Nbd.NBD_FLAG_SEND_FLUSH
                | Nbd.NBD_FLAG_CAN_MULTI_CONN | (structured ? Nbd.NBD_FLAG_SEND_DF : 0));
    }

    /** The next text of an option's data, with the length that the client says. */
    private static String text(ByteBuffer data, int length) {
        if (length < 0 || length > data.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        data.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] reply(int option, int type, byte[] data) {
        return ByteBuffer.allocate(Nbd.OPTION_REPLY_BYTES + data.length).putLong(Nbd.OPTION_REPLY_MAGIC).putInt(option)
                .putInt(type)
                .putInt(data.length).put(data).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
