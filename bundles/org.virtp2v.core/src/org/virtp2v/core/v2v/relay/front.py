"""The side of virt-v2v: NBD's server."""

import errno
import socket
import struct
from typing import List, Optional, TYPE_CHECKING, Tuple

from .asks import Answer, StatusAsk
from .connection import Connection, Protocol
from .limits import MIB
from .nbd import (
    BASE_ALLOCATION, Broken, CHUNK, CHUNK_DATA, CHUNK_DONE, CHUNK_ERROR, CHUNK_HOLE, CHUNK_STATUS, CMD_BLOCK_STATUS,
    CMD_DISC, CMD_FLAG_DF, CMD_FLUSH, CMD_READ, CMD_TRIM, CMD_WRITE, CMD_WRITE_ZEROES, CONTEXT_ID, DATA_CHUNK,
    DATA_ONLY, ERROR_CHUNK, EXPORT_FLAGS, FLAG_FIXED_NEWSTYLE, FLAG_NO_ZEROES, HOLE_CHUNK, IHAVEOPT, INFO_BLOCK_SIZE,
    INFO_EXPORT, LARGEST_OPTION, LARGEST_REQUEST, NBDMAGIC, OPTION, OPTION_REPLY, OPTION_REPLY_MAGIC, OPT_ABORT,
    OPT_EXPORT_NAME, OPT_GO, OPT_INFO, OPT_LIST, OPT_LIST_META_CONTEXT, OPT_SET_META_CONTEXT, OPT_STRUCTURED_REPLY,
    REP_ACK, REP_ERR_INVALID, REP_ERR_UNSUP, REP_INFO, REP_META_CONTEXT, REP_SERVER, REQUEST, REQUEST_MAGIC, SIMPLE,
    SIMPLE_MAGIC, STRUCTURED_MAGIC, U32, U64,
)

if TYPE_CHECKING:
    from .export import Export

ZEROES = bytes(MIB)


class Front(Connection):
    """A connection of virt-v2v: NBD's server side."""

    def __init__(self, export: "Export", sock: socket.socket) -> None:
        self.asked_bytes = 0
        self.asked = 0
        super().__init__(export, sock)

    def lost(self, reason: str) -> None:
        self.close()
        self.export.front_ended(self)

    # Handshake

    def protocol(self) -> Protocol:
        self.send(U64.pack(NBDMAGIC) + U64.pack(IHAVEOPT) + struct.pack(">H", FLAG_FIXED_NEWSTYLE | FLAG_NO_ZEROES))
        self.flush()
        flags, = U32.unpack((yield from self.read(4)))
        while not self.ready:
            magic, option, length = OPTION.unpack((yield from self.read(16)))
            if magic != IHAVEOPT or length > LARGEST_OPTION:
                raise Broken("this is not NBD")
            self.option(option, bytes((yield from self.read(length))), flags)
            self.flush()
        yield from self.requests()

    def option(self, option: int, data: bytes, flags: int) -> None:
        if option == OPT_EXPORT_NAME:
            self.send(struct.pack(">QH", self.export.disk.size, EXPORT_FLAGS))
            if not flags & FLAG_NO_ZEROES:
                self.send(bytes(124))
            self.ready = True
        elif option in (OPT_INFO, OPT_GO):
            self.information(option, data)
        elif option == OPT_ABORT:
            self.reply(option, REP_ACK)
            self.flush()
            raise Broken("it has said good-bye")
        elif option == OPT_LIST:
            if self.expect(option, not data):
                self.reply(option, REP_SERVER, U32.pack(0))
                self.reply(option, REP_ACK)
        elif option == OPT_STRUCTURED_REPLY:
            if self.expect(option, not data):
                self.structured = True
                self.reply(option, REP_ACK)
        elif option in (OPT_LIST_META_CONTEXT, OPT_SET_META_CONTEXT):
            self.meta_contexts(option, data)
        else:
            self.reply(option, REP_ERR_UNSUP)

    def expect(self, option: int, valid: bool) -> bool:
        if not valid:
            self.reply(option, REP_ERR_INVALID)
        return valid

    def reply(self, option: int, kind: int, data: bytes = b"") -> None:
        self.send(OPTION_REPLY.pack(OPTION_REPLY_MAGIC, option, kind, len(data)) + data)

    def information(self, option: int, data: bytes) -> None:
        """INFO and GO: a name, which is any, and what is asked for, which is told as far as there is something to."""
        name = U32.unpack_from(data)[0] if len(data) >= 4 else len(data)
        if not self.expect(option, len(data) >= 4 + name + 2):
            return
        count, = struct.unpack_from(">H", data, 4 + name)
        if not self.expect(option, len(data) == 6 + name + 2 * count):
            return
        self.reply(option, REP_INFO, struct.pack(">HQH", INFO_EXPORT, self.export.disk.size, EXPORT_FLAGS))
        if INFO_BLOCK_SIZE in struct.unpack_from(">{}H".format(count), data, 6 + name):
            self.reply(option, REP_INFO, struct.pack(">HIII", INFO_BLOCK_SIZE, 1, 4096, LARGEST_REQUEST))
        self.reply(option, REP_ACK)
        self.ready = option == OPT_GO

    def meta_contexts(self, option: int, data: bytes) -> None:
        """A name, and queries for contexts; ``base:`` lists all of that kind, which is one."""
        queries = split_strings(data)
        if not self.expect(option, queries is not None and (self.structured or option == OPT_LIST_META_CONTEXT)):
            return
        asked = queries[1:] if queries else []
        if queries and queries[0] == DATA_ONLY:
            self.contexts = False
            self.reply(option, REP_ACK)
            return
        found = BASE_ALLOCATION in asked or option == OPT_LIST_META_CONTEXT and (not asked or b"base:" in asked)
        if found:
            number = CONTEXT_ID if option == OPT_SET_META_CONTEXT else 0
            self.reply(option, REP_META_CONTEXT, U32.pack(number) + BASE_ALLOCATION)
        if option == OPT_SET_META_CONTEXT:
            self.contexts = found
        self.reply(option, REP_ACK)

    # Requests

    def requests(self) -> Protocol:
        header = bytearray(REQUEST.size)
        view = memoryview(header)
        export = self.export
        while True:
            yield view
            magic, flags, command, cookie, offset, length = REQUEST.unpack(header)
            if magic != REQUEST_MAGIC:
                raise Broken("this is not NBD")
            if command == CMD_READ:
                if not self.inside(offset, length):
                    self.refuse(command, cookie, errno.EINVAL)
                    continue
                while not export.admits(self, offset, length):
                    yield None
                self.count(length)
                export.take_read(self, cookie, offset, length, bool(flags & CMD_FLAG_DF))
            elif command == CMD_BLOCK_STATUS:
                if not self.contexts or not self.inside(offset, length, 1 << 32):
                    self.refuse(command, cookie, errno.EINVAL)
                    continue
                while not export.admits(self, offset, 0):
                    yield None
                self.count(0)
                export.take_status(StatusAsk(self, cookie, offset, length, flags))
            elif command == CMD_DISC:
                raise Broken("it has said good-bye")
            elif command == CMD_FLUSH:
                self.simple(cookie, 0)
            elif command == CMD_WRITE:
                yield from self.skip(length)
                self.refuse(command, cookie, errno.EPERM)
            elif command in (CMD_TRIM, CMD_WRITE_ZEROES):
                self.refuse(command, cookie, errno.EPERM)
            else:
                self.refuse(command, cookie, errno.EINVAL)

    def inside(self, offset: int, length: int, most: int = LARGEST_REQUEST) -> bool:
        return 0 < length <= most and offset + length <= self.export.disk.size

    def skip(self, length: int) -> Protocol:
        if length > LARGEST_REQUEST:
            raise Broken("a write that is too long")
        waste = memoryview(bytearray(min(length, 64 * 1024)))
        while length:
            count = min(length, len(waste))
            yield waste[:count]
            length -= count

    # Replies

    def count(self, length: int, requests: int = 1) -> None:
        self.asked += requests
        self.asked_bytes += length
        self.relay.room = self.relay.room or requests < 0

    def simple(self, cookie: int, error: int) -> None:
        self.send(SIMPLE.pack(SIMPLE_MAGIC, error, cookie))
        self.relay.to_flush.add(self)

    def refuse(self, command: int, cookie: int, error: int) -> None:
        if self.structured and command in (CMD_READ, CMD_BLOCK_STATUS):
            self.send(ERROR_CHUNK.pack(STRUCTURED_MAGIC, CHUNK_DONE, CHUNK_ERROR, cookie, 6, error, 0))
            self.relay.to_flush.add(self)
        else:
            self.simple(cookie, error)

    def answer_read(self, answer: Answer) -> None:
        """Everything of it is here, or it has failed."""
        if self.closed:
            answer.release()
            return
        error = answer.error()
        if error and not answer.direct():
            self.export.ask_directly(answer)
            return
        pipe = answer.pieces[0].pipe
        if error:
            self.refuse(CMD_READ, answer.cookie, error)
        elif pipe is not None:
            self.send(pipe)
        else:
            parts = answer.parts()
            if self.structured and (len(parts) == 1 or not answer.whole):
                self.send_chunks(answer.cookie, parts)
            else:
                self.send(answer.head())
                self.send_flat(parts)

        def gone() -> None:
            self.count(-answer.length, -1)
            answer.release()

        self.send(gone)
        self.relay.to_flush.add(self)

    def send_chunks(self, cookie: int, parts: List[Tuple[int, int, Optional[memoryview]]]) -> None:
        last = len(parts) - 1
        for index, (offset, length, data) in enumerate(parts):
            flags = CHUNK_DONE if index == last else 0
            if data is None:
                self.send(HOLE_CHUNK.pack(STRUCTURED_MAGIC, flags, CHUNK_HOLE, cookie, 12, offset, length))
            else:
                self.send(DATA_CHUNK.pack(STRUCTURED_MAGIC, flags, CHUNK_DATA, cookie, length + 8, offset), data)

    def send_flat(self, parts: List[Tuple[int, int, Optional[memoryview]]]) -> None:
        for _, length, data in parts:
            if data is not None:
                self.send(data)
                continue
            while length:
                count = min(length, len(ZEROES))
                self.send(memoryview(ZEROES)[:count])
                length -= count

    def answer_status(self, ask: StatusAsk) -> None:
        self.count(0, -1)
        if self.closed:
            return
        if ask.error:
            self.refuse(CMD_BLOCK_STATUS, ask.cookie, ask.error)
        else:
            size = 4 + len(ask.extents)
            self.send(CHUNK.pack(STRUCTURED_MAGIC, CHUNK_DONE, CHUNK_STATUS, ask.cookie, size))
            self.send(U32.pack(CONTEXT_ID) + ask.extents)
            self.relay.to_flush.add(self)


def split_strings(data: bytes) -> Optional[List[bytes]]:
    """A string with its length, a number, and as many strings; None when it is not that."""
    found = []  # type: List[bytes]
    at = 0
    count = 1
    while len(found) < count:
        if at + 4 > len(data):
            return None
        length, = U32.unpack_from(data, at)
        at += 4
        if at + length > len(data):
            return None
        found.append(data[at : at + length])
        at += length
        if len(found) == 1:
            if at + 4 > len(data):
                return None
            count = 1 + U32.unpack_from(data, at)[0]
            at += 4
    return found if at == len(data) else None
