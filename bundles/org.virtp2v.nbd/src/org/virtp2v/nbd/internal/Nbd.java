package org.virtp2v.nbd.internal;

/**
 * Names and numbers of the NBD protocol, as in
 * <a href="https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md">its description</a> ("Values"); only
 * those that are used here. All numbers on the wire are big endian.
 */
final class Nbd {
    /** "NBDMAGIC": the first eight bytes from every server. */
    static final long NBDMAGIC = 0x4e42444d41474943L;
    /** "IHAVEOPT": follows it in newstyle negotiation, and begins every option of a client. */
    static final long IHAVEOPT = 0x49484156454F5054L;
    static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
    static final int NBD_REQUEST_MAGIC = 0x25609513;
    static final int NBD_EXTENDED_REQUEST_MAGIC = 0x21e41c71;
    static final int NBD_SIMPLE_REPLY_MAGIC = 0x67446698;
    static final int NBD_STRUCTURED_REPLY_MAGIC = 0x668e33ef;
    static final int NBD_EXTENDED_REPLY_MAGIC = 0x6e8a278c;
    /** Of the type of a structured reply. */
    static final int NBD_REPLY_TYPE_ERROR_BIT = 1 << 15;
    /** Error numbers: input or output failed. */
    static final int NBD_EIO = 5;

    /** Handshake flags of the server; the client's flags have the same bits. */
    static final int NBD_FLAG_FIXED_NEWSTYLE = 1;
    static final int NBD_FLAG_NO_ZEROES = 1 << 1;

    /** Transmission flags. */
    static final int NBD_FLAG_HAS_FLAGS = 1;
    static final int NBD_FLAG_READ_ONLY = 1 << 1;

    static final int NBD_OPT_EXPORT_NAME = 1;
    static final int NBD_OPT_GO = 7;
    static final int NBD_OPT_EXTENDED_HEADERS = 11;
    static final int NBD_REP_ACK = 1;
    static final int NBD_REP_INFO = 3;
    static final int NBD_INFO_EXPORT = 0;

    static final int NBD_CMD_READ = 0;
    static final int NBD_CMD_DISC = 2;
    static final int NBD_CMD_FLUSH = 3;
    static final int NBD_CMD_CACHE = 5;
    static final int NBD_CMD_BLOCK_STATUS = 7;
    /** Of an extended request: a payload follows, of as many bytes as the request's length says. */
    static final int NBD_CMD_FLAG_PAYLOAD_LEN = 1 << 5;

    /** Bytes of a request header: magic, flags, type, cookie, offset, length; the length has 4 bytes or 8. */
    static final int REQUEST_BYTES = 28;
    static final int EXTENDED_REQUEST_BYTES = 32;

    private Nbd() {
    }
}
