"""What is asked for: the reads of virt-v2v, the pieces of the disk that they wait for, and the requests to the machine."""

from typing import List, Optional, TYPE_CHECKING, Tuple, Union

from .limits import ASK_BYTES, PIPED_BYTES
from .memory import Pipe
from .nbd import (
    Broken, CHUNK_DATA, CHUNK_DONE, CMD_BLOCK_STATUS, CMD_FLAG_REQ_ONE, CMD_READ, DATA_CHUNK, SIMPLE, SIMPLE_MAGIC,
    STRUCTURED_MAGIC, TWO_U32,
)

if TYPE_CHECKING:
    from .export import Export
    from .front import Front


class Piece:
    """A stretch of the disk that is on its way, or here: data in a buffer or a pipe, and holes. Its asks fetch it, its
    answers wait for it. It is counted as memory from its beginning until nobody needs it any more."""

    __slots__ = ("export", "offset", "length", "buffer", "pipe", "holes", "missing", "error", "answers", "users", "asks")

    def __init__(self, export: "Export", offset: int, length: int) -> None:
        self.export = export
        self.offset = offset
        self.length = length
        self.buffer = None  # type: Optional[memoryview]
        self.pipe = None  # type: Optional[Pipe]
        self.holes = []  # type: List[Tuple[int, int]]
        self.error = 0
        self.answers = []  # type: List[Answer]
        self.users = 2  # whoever has made it, and the channels, until all has come: they write into the buffer
        end = offset + length
        self.asks = [
            ReadAsk(self, at, min(ASK_BYTES, end - at)) for at in range(offset, end, ASK_BYTES)
        ]  # type: List[ReadAsk]
        self.missing = len(self.asks)
        export.reserve(length)

    def view(self, offset: int, length: int) -> memoryview:
        if self.buffer is None:
            self.buffer = self.export.relay.memory.buffer(self.length)
        return self.buffer[offset - self.offset : offset - self.offset + length]

    def asked(self, error: int, holes: List[Tuple[int, int]]) -> None:
        self.holes += holes
        self.error = self.error or error
        self.missing -= 1
        if not self.missing:
            if self.holes:
                self.holes = joined(self.holes)
            answers, self.answers = self.answers, []
            for answer in answers:
                answer.arrived()
            self.release()

    def release(self) -> None:
        self.users -= 1
        if not self.users:
            self.export.reserve(-self.length)
            if self.buffer is not None:
                self.export.relay.memory.back(self.buffer)
                self.buffer = None
            self.drop_pipe()

    def drop_pipe(self) -> None:
        if self.pipe is not None:
            self.export.relay.memory.pipe_back(self.pipe)
            self.pipe = None

    def segments(self, start: int, end: int) -> List[Tuple[int, int, bool]]:
        """What is between two offsets: (offset, length, whether it is data), in order."""
        found = []
        at = start
        for offset, length in self.holes:
            first, last = max(offset, start), min(offset + length, end)
            if first >= last:
                continue
            if first > at:
                found.append((at, first - at, True))
            found.append((first, last - first, False))
            at = last
        if at < end:
            found.append((at, end - at, True))
        return found


def joined(holes: List[Tuple[int, int]]) -> List[Tuple[int, int]]:
    """In order, and as few as they are."""
    found = []  # type: List[Tuple[int, int]]
    for offset, length in sorted(holes):
        if found and sum(found[-1]) == offset:
            offset, length = found[-1][0], found[-1][1] + length
            found.pop()
        found.append((offset, length))
    return found


class ReadAsk:
    """A READ for a channel: a piece, or a part of one."""

    __slots__ = ("piece", "offset", "length", "chunks", "holes", "error", "moved")
    command = CMD_READ
    flags = 0

    def __init__(self, piece: Piece, offset: int, length: int) -> None:
        self.piece = piece
        self.offset = offset
        self.length = length
        self.moved = False
        self.reset()

    def reset(self) -> None:
        """Forgets the part of a reply that a lost channel has brought."""
        self.chunks = []  # type: List[Tuple[int, int]]
        self.holes = []  # type: List[Tuple[int, int]]
        self.error = 0
        self.piece.drop_pipe()

    @property
    def weight(self) -> int:
        return self.length

    def into(self, offset: int, length: int) -> Union[memoryview, Pipe]:
        """Where a chunk of data goes: when it is exactly what a connection waits for, into a pipe, with the header of the
        answer. Then nobody else can want it: what was read ahead is forgotten when it has been asked for."""
        piece = self.piece
        if PIPED_BYTES <= length == piece.length and len(piece.answers) == 1 and piece.pipe is None:
            answer = piece.answers[0]
            if answer.direct() and not answer.front.closed:
                piece.pipe = piece.export.relay.memory.pipe()
                if piece.pipe is not None:
                    self.covered(offset, length)
                    piece.pipe.begin(answer.head(), length)
                    return piece.pipe
        return self.view(offset, length)

    def to_memory(self) -> memoryview:
        """Where the rest of a chunk goes whose pipe is full."""
        view = self.piece.view(self.offset, self.length)
        assert self.piece.pipe is not None
        rest = view[self.piece.pipe.empty(view) :]
        self.piece.drop_pipe()
        return rest

    def view(self, offset: int, length: int) -> memoryview:
        self.covered(offset, length)
        return self.piece.view(offset, length)

    def hole(self, offset: int, length: int) -> None:
        self.covered(offset, length)
        self.holes.append((offset, length))

    def covered(self, offset: int, length: int) -> None:
        if not length or offset < self.offset or offset + length > self.offset + self.length:
            raise Broken("data of another place than was asked for")
        self.chunks.append((offset, length))

    def wanted(self) -> bool:
        """Whether a connection waits for it."""
        return any(not answer.front.closed for answer in self.piece.answers)

    def check(self) -> None:
        """Whether the reply is whole: each byte has come once."""
        if self.error:
            return
        at = self.offset
        for offset, length in sorted(self.chunks):
            if offset != at:
                raise Broken("a reply with gaps")
            at += length
        if at != self.offset + self.length:
            raise Broken("a reply with gaps")

    def done(self) -> None:
        self.piece.asked(self.error, self.holes)

    def fail(self, error: int) -> None:
        self.piece.asked(error, [])


class StatusAsk:
    """A BLOCK_STATUS for a channel."""

    __slots__ = ("front", "cookie", "offset", "length", "flags", "extents", "error", "moved")
    command = CMD_BLOCK_STATUS
    weight = 4096

    def __init__(self, front: "Front", cookie: int, offset: int, length: int, flags: int) -> None:
        self.front = front
        self.cookie = cookie
        self.offset = offset
        self.length = length
        self.flags = flags & CMD_FLAG_REQ_ONE
        self.moved = False
        self.reset()

    def reset(self) -> None:
        self.extents = b""
        self.error = 0

    def status(self, payload: bytes) -> None:
        """Checks the extents; those that say more than was asked for are allowed, and passed on."""
        extents = payload[4:]
        if not extents or len(extents) % 8 or any(not length for length, _ in TWO_U32.iter_unpack(extents)):
            raise Broken("extents that are none")
        self.extents = bytes(extents[:8] if self.flags else extents)

    def wanted(self) -> bool:
        return not self.front.closed

    def check(self) -> None:
        if not self.error and not self.extents:
            raise Broken("no extents")

    def done(self) -> None:
        self.front.answer_status(self)

    def fail(self, error: int) -> None:
        self.error = error
        self.front.answer_status(self)


Ask = Union[ReadAsk, StatusAsk]


class Answer:
    """A READ of virt-v2v, and the pieces that it waits for."""

    __slots__ = ("front", "cookie", "offset", "length", "whole", "pieces", "missing")

    def __init__(self, front: "Front", cookie: int, offset: int, length: int, whole: bool, pieces: List[Piece]) -> None:
        self.front = front
        self.cookie = cookie
        self.offset = offset
        self.length = length
        self.whole = whole
        self.missing = 0
        self.ask(pieces)

    def arrived(self) -> None:
        self.missing -= 1
        if not self.missing:
            self.front.answer_read(self)

    def error(self) -> int:
        for piece in self.pieces:
            if piece.error:
                return piece.error
        return 0

    def direct(self) -> bool:
        """Whether exactly this was asked for, so that an error is one of this place."""
        return len(self.pieces) == 1 and self.pieces[0].length == self.length and self.pieces[0].offset == self.offset

    def head(self) -> bytes:
        """What goes before the data, when that is in one piece."""
        if self.front.structured:
            return DATA_CHUNK.pack(
                STRUCTURED_MAGIC, CHUNK_DONE, CHUNK_DATA, self.cookie, self.length + 8, self.offset
            )
        return SIMPLE.pack(SIMPLE_MAGIC, 0, self.cookie)

    def ask(self, pieces: List[Piece]) -> None:
        self.pieces = pieces
        for piece in pieces:
            if piece.missing:
                piece.answers.append(self)
                self.missing += 1

    def release(self) -> None:
        for piece in self.pieces:
            piece.release()

    def parts(self) -> List[Tuple[int, int, Optional[memoryview]]]:
        """The content in order: offset, length, and the data, or None of a hole."""
        found = []  # type: List[Tuple[int, int, Optional[memoryview]]]
        for piece in self.pieces:
            start, end = max(piece.offset, self.offset), min(piece.offset + piece.length, self.offset + self.length)
            for offset, length, data in piece.segments(start, end):
                found.append((offset, length, piece.view(offset, length) if data else None))
        return found
