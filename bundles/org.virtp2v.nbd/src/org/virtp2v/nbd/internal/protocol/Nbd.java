package org.virtp2v.nbd.internal.protocol;

/**
 * Names and numbers of the NBD protocol, as in
 * <a href="https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md">its description</a> ("Values"); only
 * those that are used here. All numbers on the wire are big endian.
 */
public final class Nbd {
    /** "NBDMAGIC": the first eight bytes from every server. */
    public static final long NBDMAGIC = 0x4e42444d41474943L;
    /** "IHAVEOPT": follows it in newstyle negotiation, and begins every option of a client. */
    public static final long IHAVEOPT = 0x49484156454F5054L;
    public static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
    public static final int NBD_REQUEST_MAGIC = 0x25609513;
    public static final int NBD_EXTENDED_REQUEST_MAGIC = 0x21e41c71;
    public static final int NBD_SIMPLE_REPLY_MAGIC = 0x67446698;
    public static final int NBD_STRUCTURED_REPLY_MAGIC = 0x668e33ef;
    public static final int NBD_EXTENDED_REPLY_MAGIC = 0x6e8a278c;

    /** Types of the chunks of a structured reply, and the bit that tells errors. */
    public static final int NBD_REPLY_TYPE_OFFSET_DATA = 1;
    public static final int NBD_REPLY_TYPE_OFFSET_HOLE = 2;
    public static final int NBD_REPLY_TYPE_BLOCK_STATUS = 5;
    public static final int NBD_REPLY_TYPE_ERROR_BIT = 1 << 15;
    public static final int NBD_REPLY_TYPE_ERROR = NBD_REPLY_TYPE_ERROR_BIT | 1;
    public static final int NBD_REPLY_TYPE_ERROR_OFFSET = NBD_REPLY_TYPE_ERROR_BIT | 2;
    /** Flag of the last chunk of a structured reply. */
    public static final int NBD_REPLY_FLAG_DONE = 1;

    /** Error numbers, which are those of Linux. */
    public static final int NBD_EPERM = 1;
    public static final int NBD_EIO = 5;
    public static final int NBD_EINVAL = 22;
    public static final int NBD_EOVERFLOW = 75;

    /** Handshake flags of the server; the client's flags have the same bits. */
    public static final int NBD_FLAG_FIXED_NEWSTYLE = 1;
    public static final int NBD_FLAG_NO_ZEROES = 1 << 1;

    /** Transmission flags. */
    public static final int NBD_FLAG_HAS_FLAGS = 1;
    public static final int NBD_FLAG_READ_ONLY = 1 << 1;
    public static final int NBD_FLAG_SEND_FLUSH = 1 << 2;
    public static final int NBD_FLAG_SEND_DF = 1 << 7;
    public static final int NBD_FLAG_CAN_MULTI_CONN = 1 << 8;

    public static final int NBD_OPT_EXPORT_NAME = 1;
    public static final int NBD_OPT_ABORT = 2;
    public static final int NBD_OPT_LIST = 3;
    public static final int NBD_OPT_INFO = 6;
    public static final int NBD_OPT_GO = 7;
    public static final int NBD_OPT_STRUCTURED_REPLY = 8;
    public static final int NBD_OPT_LIST_META_CONTEXT = 9;
    public static final int NBD_OPT_SET_META_CONTEXT = 10;
    public static final int NBD_OPT_EXTENDED_HEADERS = 11;

    public static final int NBD_REP_ACK = 1;
    public static final int NBD_REP_SERVER = 2;
    public static final int NBD_REP_INFO = 3;
    public static final int NBD_REP_META_CONTEXT = 4;
    public static final int NBD_REP_ERR_UNSUP = 1 << 31 | 1;
    public static final int NBD_REP_ERR_INVALID = 1 << 31 | 3;
    public static final int NBD_REP_ERR_UNKNOWN = 1 << 31 | 6;
    public static final int NBD_REP_ERR_TOO_BIG = 1 << 31 | 9;

    public static final int NBD_INFO_EXPORT = 0;
    public static final int NBD_INFO_BLOCK_SIZE = 3;

    /** The meta context that tells holes, and the flags of its extents: not allocated, reads as zeros. */
    public static final String BASE_ALLOCATION = "base:allocation";
    public static final int NBD_STATE_HOLE = 1;
    public static final int NBD_STATE_ZERO = 1 << 1;

    public static final int NBD_CMD_READ = 0;
    public static final int NBD_CMD_WRITE = 1;
    public static final int NBD_CMD_DISC = 2;
    public static final int NBD_CMD_FLUSH = 3;
    public static final int NBD_CMD_TRIM = 4;
    public static final int NBD_CMD_CACHE = 5;
    public static final int NBD_CMD_WRITE_ZEROES = 6;
    public static final int NBD_CMD_BLOCK_STATUS = 7;
    public static final int NBD_CMD_RESIZE = 8;
    /** Of a read: the answer has to come in one piece. */
    public static final int NBD_CMD_FLAG_DF = 1 << 2;
    /** Of a question about blocks: one extent is enough. */
    public static final int NBD_CMD_FLAG_REQ_ONE = 1 << 3;
    /** Of an extended request: a payload follows, of as many bytes as the request's length says. */
    public static final int NBD_CMD_FLAG_PAYLOAD_LEN = 1 << 5;

    /** What a server says first: two magic numbers and its flags. */
    public static final int GREETING_BYTES = 18;
    /** Bytes of the header of an option: magic, option, length of its data. */
    public static final int OPTION_BYTES = 16;
    /** Bytes of the header of its answer: magic, option, type, length of its data. */
    public static final int OPTION_REPLY_BYTES = 20;
    /** The answer to {@code NBD_OPT_EXPORT_NAME}: size and flags, and zeros, unless both sides leave them out. */
    public static final int EXPORT_BYTES = 10;
    public static final int EXPORT_ZEROES = 124;

    /** Bytes of a request header: magic, flags, type, cookie, offset, length; the length has 4 bytes or 8. */
    public static final int REQUEST_BYTES = 28;
    public static final int EXTENDED_REQUEST_BYTES = 32;
    /** Bytes of the header of a reply: magic, error, cookie; else magic, flags, type, cookie, length. */
    public static final int SIMPLE_REPLY_BYTES = 16;
    public static final int STRUCTURED_REPLY_BYTES = 20;
    public static final int EXTENDED_REPLY_BYTES = 32;

    private Nbd() {
    }

    /** Whether this is a part of an export, and not empty; for any numbers from outside. */
    public static boolean isInside(long sizeBytes, long offset, long length) {
        return offset >= 0 && length > 0 && length <= sizeBytes && offset <= sizeBytes - length;
    }
}
