"""What is read before virt-v2v asks for it."""

import errno
from typing import Dict, List, Optional, TYPE_CHECKING

from .asks import Piece
from .limits import AHEAD_SHARE, BLOCK_BYTES, MIB

if TYPE_CHECKING:
    from .export import Export


class Stream:
    """A client that reads on and on."""

    __slots__ = ("position", "ahead", "run", "used")

    def __init__(self, position: int) -> None:
        self.position = position
        self.ahead = position
        self.run = 0
        self.used = 0.0


class ReadAhead:
    """What is read before virt-v2v asks for it, because it has few requests under way and the line holds more."""

    STREAMS = 16
    # Requests under way overtake each other: this far from where a stream is, a request is still part of it.
    NEAR = 8 * MIB
    # What must have been read in a row before there is a stream.
    RUN = MIB
    # Nobody has wanted it for so long: the first when there is memory, the second when it is needed for others.
    STALE_SECONDS = (60.0, 5.0)

    def __init__(self, export: "Export") -> None:
        self.export = export
        self.streams = []  # type: List[Stream]
        self.blocks = {}  # type: Dict[int, Piece]
        self.left = {}  # type: Dict[int, int]
        self.times = {}  # type: Dict[int, float]
        self.bytes = 0

    def find(self, offset: int, length: int) -> Optional[List[Piece]]:
        """The pieces that have all of it, or will."""
        if not self.blocks:
            return None
        found = []
        for index in range(offset // BLOCK_BYTES, (offset + length - 1) // BLOCK_BYTES + 1):
            piece = self.blocks.get(index)
            if piece is None or piece.error:
                return None
            found.append(piece)
        return found

    def used(self, offset: int, length: int) -> None:
        """What was asked for is not asked for again: a block that was wanted to its last byte goes."""
        for index in range(offset // BLOCK_BYTES, (offset + length - 1) // BLOCK_BYTES + 1):
            piece = self.blocks.get(index)
            if piece is not None:
                start = max(offset, piece.offset)
                self.left[index] -= min(offset + length, piece.offset + piece.length) - start
                if self.left[index] <= 0:
                    self.drop(index)

    def drop(self, index: int) -> None:
        piece = self.blocks.pop(index)
        del self.left[index], self.times[index]
        self.bytes -= piece.length
        piece.release()
        for ask in self.export.take_back(piece):
            ask.fail(errno.EIO)

    def asked(self, offset: int, length: int, now: float) -> None:
        """Follows the streams, and reads ahead of the one that this request belongs to."""
        stream = None
        for each in self.streams:
            if each.position - self.NEAR <= offset <= max(each.position, each.ahead) + self.NEAR:
                stream = each
                break
        if stream is None:
            if len(self.streams) == self.STREAMS:
                self.streams.remove(min(self.streams, key=lambda each: each.used))
            stream = Stream(offset)
            self.streams.append(stream)
        stream.used = now
        stream.run += length
        stream.position = max(stream.position, offset + length)
        if stream.run >= self.RUN:
            self.extend(stream, now)

    def extend(self, stream: Stream, now: float) -> None:
        total = self.export.pace.ahead()
        if not total:
            return
        active = sum(1 for each in self.streams if each.run >= self.RUN and now - each.used < 2.0)
        end = min(stream.position + total // max(1, active), self.export.disk.size)
        most = self.export.share() * AHEAD_SHARE
        index = -(-max(stream.position, stream.ahead) // BLOCK_BYTES)
        while index * BLOCK_BYTES < end and self.bytes + BLOCK_BYTES <= most:
            if index not in self.blocks:
                length = min(BLOCK_BYTES, self.export.disk.size - index * BLOCK_BYTES)
                piece = Piece(self.export, index * BLOCK_BYTES, length)
                self.blocks[index] = piece
                self.left[index] = length
                self.times[index] = now
                self.bytes += length
                self.export.ahead_asks.extend(piece.asks)
            index += 1
            stream.ahead = index * BLOCK_BYTES

    def forget_stale(self, now: float) -> None:
        """Drops what was read and nobody has wanted."""
        full = self.bytes + BLOCK_BYTES > self.export.share() * AHEAD_SHARE
        for index, piece in list(self.blocks.items()):
            if not piece.missing and now - self.times[index] > self.STALE_SECONDS[full]:
                self.drop(index)
        self.streams = [each for each in self.streams if now - each.used < self.STALE_SECONDS[0]]

    def clear(self) -> None:
        self.streams.clear()
        for index in list(self.blocks):
            self.drop(index)
