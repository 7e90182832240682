"""The words of the NBD protocol: https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md"""

import struct

from .limits import MIB

NBDMAGIC = 0x4E42444D41474943
IHAVEOPT = 0x49484156454F5054
OPTION_REPLY_MAGIC = 0x3E889045565A9
REQUEST_MAGIC = 0x25609513
SIMPLE_MAGIC = 0x67446698
STRUCTURED_MAGIC = 0x668E33EF
FLAG_FIXED_NEWSTYLE, FLAG_NO_ZEROES = 1, 2
# Flags of an export: it has flags, is read-only, FLUSH is accepted, DF too, several connections see the same.
EXPORT_FLAGS = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 7 | 1 << 8
OPT_EXPORT_NAME, OPT_ABORT, OPT_LIST, OPT_INFO, OPT_GO = 1, 2, 3, 6, 7
OPT_STRUCTURED_REPLY, OPT_LIST_META_CONTEXT, OPT_SET_META_CONTEXT = 8, 9, 10
REP_ACK, REP_SERVER, REP_INFO, REP_META_CONTEXT = 1, 2, 3, 4
REP_ERR_UNSUP, REP_ERR_INVALID = 1 << 31 | 1, 1 << 31 | 3
INFO_EXPORT, INFO_BLOCK_SIZE = 0, 3
CMD_READ, CMD_WRITE, CMD_DISC, CMD_FLUSH, CMD_TRIM, CMD_WRITE_ZEROES, CMD_BLOCK_STATUS = 0, 1, 2, 3, 4, 6, 7
CMD_FLAG_DF, CMD_FLAG_REQ_ONE = 1 << 2, 1 << 3
CHUNK_NONE, CHUNK_DATA, CHUNK_HOLE, CHUNK_STATUS, CHUNK_ERROR = 0, 1, 2, 5, 1 << 15 | 1
CHUNK_DONE = 1
BASE_ALLOCATION = b"base:allocation"
# The export name of a disk that tells nothing of its allocation.
DATA_ONLY = b"data"
CONTEXT_ID = 1
LARGEST_REQUEST = 32 * MIB
LARGEST_OPTION = 64 * 1024
# What a server tells at once of what is allocated: qemu-nbd up to 1 MiB, nbdkit 8 MiB.
LARGEST_CHUNK = 16 * MIB

U32 = struct.Struct(">I")
U64 = struct.Struct(">Q")
TWO_U32 = struct.Struct(">II")
REQUEST = struct.Struct(">IHHQQI")
SIMPLE = struct.Struct(">IIQ")
CHUNK = struct.Struct(">IHHQI")
DATA_CHUNK = struct.Struct(">IHHQIQ")
HOLE_CHUNK = struct.Struct(">IHHQIQI")
ERROR_CHUNK = struct.Struct(">IHHQIIH")
OPTION = struct.Struct(">QII")
OPTION_REPLY = struct.Struct(">QIII")


class Broken(Exception):
    """A peer said what it must not, or has gone; its connection ends."""
