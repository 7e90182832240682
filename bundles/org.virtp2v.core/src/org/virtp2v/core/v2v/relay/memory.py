"""Where data waits between the two sides: buffers, and pipes through which the kernel moves it."""

import fcntl
import os
import socket
from typing import List, Optional

from .limits import BLOCK_BYTES, PIPES, PIPE_BYTES

# Of fcntl(2) and splice(2), which Python 3.6 has no names for.
F_SETPIPE_SZ = 1031
SPLICE_FLAGS = 1 << 0 | 1 << 1  # move, and do not wait


class Pipe:
    """A reply to virt-v2v that the kernel takes from a channel's socket and gives to virt-v2v's, without a copy. It waits
    in here, its header first, until all of it has come. Its len() is what is still missing."""

    __slots__ = ("out", "into", "head", "length", "missing")

    def __init__(self) -> None:
        self.out, self.into = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.head = b""
        self.length = 0
        self.missing = 0
        try:
            fcntl.fcntl(self.into, F_SETPIPE_SZ, PIPE_BYTES)
        except OSError:
            self.close()
            raise

    def __len__(self) -> int:
        return self.missing

    def begin(self, head: bytes, length: int) -> None:
        self.head = head
        self.missing = length

    def put(self, data: memoryview) -> None:
        """Takes the first bytes of the data, which have been read already: a few, for which there is always room."""
        self.length = os.write(self.into, self.head + data)
        self.missing -= len(data)

    def fill(self, sock: socket.socket) -> int:
        """Takes what has come, and returns how much; 0 at the end of the connection.

        Raises BlockingIOError when nothing has come, or there is no room for it: the pipe holds only so many pieces,
        however small they are."""
        if not self.length:
            self.put(memoryview(b""))
        count = os.splice(sock.fileno(), self.into, self.missing, flags=SPLICE_FLAGS)  # type: ignore # from 3.10 on
        self.length += count
        self.missing -= count
        return count

    def drain(self, sock: socket.socket) -> None:
        """Sends all of it. Raises BlockingIOError when the socket takes no more."""
        while self.length:
            self.length -= os.splice(self.out, sock.fileno(), self.length, flags=SPLICE_FLAGS)  # type: ignore

    def empty(self, to: memoryview) -> int:
        """Copies the data that has come to memory, and returns how much that is."""
        os.read(self.out, len(self.head))
        count = self.length - len(self.head)
        self.length = 0
        at = 0
        while at < count:
            at += os.readv(self.out, [to[at:count]])
        return count

    def close(self) -> None:
        os.close(self.out)
        os.close(self.into)


class Memory:
    """Counts what is buffered, and keeps buffers of BLOCK_BYTES, and pipes, for their next use: those buffers are still
    in the cache."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self.spare = []  # type: List[bytearray]
        self.pipes = []  # type: List[Pipe]
        # How many more may be made.
        self.pipes_left = PIPES if hasattr(os, "splice") else 0

    def buffer(self, length: int) -> memoryview:
        # Those that are much smaller must not take more than they are counted as.
        if length > BLOCK_BYTES or length <= BLOCK_BYTES // 2:
            return memoryview(bytearray(length))
        return memoryview(self.spare.pop() if self.spare else bytearray(BLOCK_BYTES))[:length]

    def back(self, view: memoryview) -> None:
        buffer = view.obj
        if isinstance(buffer, bytearray) and len(buffer) == BLOCK_BYTES and len(self.spare) < 64:
            self.spare.append(buffer)

    def pipe(self) -> Optional[Pipe]:
        """An empty one; None when there is none to be had."""
        if not self.pipes and self.pipes_left:
            try:
                self.pipes.append(Pipe())
                self.pipes_left -= 1
            except OSError:
                self.pipes_left = 0  # too many files, or too many pipes of this user: without it is slower
        return self.pipes.pop() if self.pipes else None

    def pipe_back(self, pipe: Pipe) -> None:
        if pipe.length:
            pipe.close()
            self.pipes_left += 1
        else:
            self.pipes.append(pipe)
