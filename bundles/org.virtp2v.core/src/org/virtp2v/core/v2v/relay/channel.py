"""The side of the machine: proof of the disk's key, and NBD's client."""

import errno
import hashlib
import hmac
import os
import selectors
import socket
import struct
import time
from typing import Dict, Generator, Optional, TYPE_CHECKING, Tuple

from .asks import Ask, ReadAsk, StatusAsk
from .connection import Connection, Protocol, Want
from .limits import SILENT_SECONDS
from .nbd import (
    BASE_ALLOCATION, Broken, CHUNK_DATA, CHUNK_DONE, CHUNK_HOLE, CHUNK_NONE, CHUNK_STATUS, DATA_CHUNK,
    FLAG_FIXED_NEWSTYLE, FLAG_NO_ZEROES, IHAVEOPT, LARGEST_CHUNK, LARGEST_OPTION, NBDMAGIC, OPTION, OPTION_REPLY,
    OPTION_REPLY_MAGIC, OPT_GO, OPT_SET_META_CONTEXT, OPT_STRUCTURED_REPLY, REP_ACK, REP_INFO, REP_META_CONTEXT,
    REQUEST, REQUEST_MAGIC, SIMPLE, SIMPLE_MAGIC, STRUCTURED_MAGIC, TWO_U32, U32, U64,
)

if TYPE_CHECKING:
    from .export import Export

PROOF_MAGIC = b"virt-p2v relay 1"
PROOF_BYTES = 32


class Channel(Connection):
    """A connection to the machine: proof of the key, and NBD's client side."""

    beyond = DATA_CHUNK.size

    def __init__(self, export: "Export", sock: socket.socket, port: int) -> None:
        self.port = port
        self.connected = False
        # When something has come last, or the first of what is asked for was sent.
        self.heard = 0.0
        self.asks = {}  # type: Dict[int, Ask]
        self.weight = 0
        self.cookie = 0
        # Whose data goes into a pipe.
        self.piped = None  # type: Optional[ReadAsk]
        super().__init__(export, sock)

    def connect(self) -> None:
        result = self.sock.connect_ex(("127.0.0.1", self.port))
        if result not in (0, errno.EINPROGRESS):
            raise Broken(os.strerror(result))
        self.relay.watch(self, self.sock, 0, selectors.EVENT_WRITE)
        self.events = selectors.EVENT_WRITE

    def writable(self) -> None:
        if not self.connected:
            result = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if result:
                raise Broken(os.strerror(result))
            # To a free port of its own choice TCP can connect to itself.
            if self.sock.getsockname() == self.sock.getpeername():
                raise Broken(os.strerror(errno.ECONNREFUSED))
            if not self.relay.peers.listens(self.port):
                raise Broken("the port {} is another user's".format(self.port))
            self.connected = True
            self.start()
        self.flush()

    def lost(self, reason: str) -> None:
        self.close()
        self.export.line.ended(self, reason)

    def stuck(self) -> bool:
        try:
            if not self.sock.recv(1, socket.MSG_PEEK):
                raise Broken("it was closed")
        except BlockingIOError:
            return False
        # The pipe is full: it has come in very small pieces.
        assert self.piped is not None
        self.want = self.piped.to_memory()
        return True

    def received(self, count: int) -> None:
        self.heard = self.relay.now
        self.export.pace.bytes += count

    # Handshake

    def protocol(self) -> Protocol:
        yield from self.proof()
        yield from self.greeting()
        yield from self.options()
        self.ready = True
        self.export.line.opened(self)
        yield from self.replies()

    def proof(self) -> Protocol:
        key = self.export.disk.key
        ours = os.urandom(PROOF_BYTES)
        self.send(PROOF_MAGIC + ours)
        self.flush()
        theirs = bytes((yield from self.read(PROOF_BYTES)))
        told = bytes((yield from self.read(PROOF_BYTES)))
        if not hmac.compare_digest(told, proof(key, b"source", ours, theirs)):
            raise Broken("what answers on port {} does not know this disk's key".format(self.port))
        self.send(proof(key, b"relay", ours, theirs))
        self.flush()

    def greeting(self) -> Protocol:
        """The first answer that comes in one round trip: what goes before it has opened SSH's channel too."""
        asked = time.monotonic()
        magic, option, flags = struct.unpack(">QQH", (yield from self.read(18)))
        self.export.pace.round_trip(time.monotonic() - asked)
        if magic != NBDMAGIC or option != IHAVEOPT or not flags & FLAG_FIXED_NEWSTYLE:
            raise Broken("an NBD server that is too old, or none")
        self.send(U32.pack(FLAG_FIXED_NEWSTYLE | flags & FLAG_NO_ZEROES))

    def options(self) -> Protocol:
        """All at once: what the line's length costs counts when a lost channel is made again."""
        query = U32.pack(len(BASE_ALLOCATION)) + BASE_ALLOCATION
        self.send(OPTION.pack(IHAVEOPT, OPT_STRUCTURED_REPLY, 0))
        self.send(OPTION.pack(IHAVEOPT, OPT_SET_META_CONTEXT, 8 + len(query)), TWO_U32.pack(0, 1) + query)
        self.send(OPTION.pack(IHAVEOPT, OPT_GO, 6), bytes(6))
        self.flush()
        asked = time.monotonic()
        kind, _ = yield from self.option_reply(OPT_STRUCTURED_REPLY)
        self.export.pace.round_trip(time.monotonic() - asked)
        self.structured = kind == REP_ACK
        while True:
            kind, data = yield from self.option_reply(OPT_SET_META_CONTEXT)
            if kind != REP_META_CONTEXT:
                break
            self.contexts = self.structured and data[4:] == BASE_ALLOCATION
        size = None
        while True:
            kind, data = yield from self.option_reply(OPT_GO)
            if kind == REP_ACK:
                break
            if kind != REP_INFO:
                raise Broken("the NBD server refuses: {:#x}".format(kind))
            if len(data) == 12 and data[:2] == bytes(2):
                size, = U64.unpack_from(data, 2)
        if size != self.export.disk.size:
            raise Broken("the export has {} bytes, not {}".format(size, self.export.disk.size))

    def option_reply(self, option: int) -> Generator[Want, None, Tuple[int, bytes]]:
        magic, to, kind, length = OPTION_REPLY.unpack((yield from self.read(20)))
        if magic != OPTION_REPLY_MAGIC or to != option or length > LARGEST_OPTION:
            raise Broken("this is not NBD")
        return kind, bytes((yield from self.read(length)))

    # Requests and replies

    def silent(self) -> bool:
        return self.ready and bool(self.asks) and self.relay.now - self.heard >= SILENT_SECONDS

    def ask(self, ask: Ask) -> None:
        if not self.asks:
            self.heard = self.relay.now
        self.cookie += 1
        self.asks[self.cookie] = ask
        self.weight += ask.weight
        self.send(REQUEST.pack(REQUEST_MAGIC, ask.flags, ask.command, self.cookie, ask.offset, ask.length))

    def replies(self) -> Protocol:
        head = bytearray(16)
        head_view = memoryview(head)
        length_bytes = bytearray(4)
        length_view = memoryview(length_bytes)
        while True:
            yield head_view
            magic, = U32.unpack_from(head)
            if magic == STRUCTURED_MAGIC and self.structured:
                yield length_view
                _, flags, kind, cookie = struct.unpack(">IHHQ", head)
                yield from self.chunk(flags, kind, cookie, U32.unpack(length_bytes)[0])
            elif magic == SIMPLE_MAGIC:
                _, error, cookie = SIMPLE.unpack(head)
                ask = self.asks.get(cookie)
                if ask is None:
                    raise Broken("a reply to nothing")
                if error:
                    ask.error = error
                elif isinstance(ask, ReadAsk) and not self.structured:
                    yield ask.view(ask.offset, ask.length)
                else:
                    raise Broken("a simple reply to what has a structured one")
                self.answered(cookie, ask)
            else:
                raise Broken("this is not NBD")

    def chunk(self, flags: int, kind: int, cookie: int, length: int) -> Protocol:
        ask = self.asks.get(cookie)
        if ask is None:
            raise Broken("a reply to nothing")
        if kind == CHUNK_DATA and length > 8 and isinstance(ask, ReadAsk):
            offset, = U64.unpack((yield from self.read(8)))
            self.piped = ask
            yield ask.into(offset, length - 8)
        else:
            if length > LARGEST_CHUNK:
                raise Broken("a reply that is too long")
            payload = yield from self.read(length)
            if kind == CHUNK_HOLE and length == 12 and isinstance(ask, ReadAsk):
                ask.hole(*struct.unpack(">QI", payload))
            elif kind == CHUNK_STATUS and length >= 12 and isinstance(ask, StatusAsk):
                ask.status(bytes(payload))
            elif kind >> 15 and length >= 6:
                ask.error = U32.unpack_from(payload)[0] or errno.EIO
            elif kind != CHUNK_NONE or length or not flags & CHUNK_DONE:
                raise Broken("a reply of an unknown kind")
        if flags & CHUNK_DONE:
            self.answered(cookie, ask)

    def answered(self, cookie: int, ask: Ask) -> None:
        ask.check()  # before it is taken from those that are to be asked again
        del self.asks[cookie]
        self.weight -= ask.weight
        self.export.answered()
        ask.done()


def proof(key: bytes, who: bytes, ours: bytes, theirs: bytes) -> bytes:
    return hmac.new(key, who + ours + theirs, hashlib.sha256).digest()
