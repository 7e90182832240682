#!/usr/bin/env python3
"""Stands on the conversion server between virt-v2v and the disks of the machine that virt-p2v converts.

usage: python3 -I relay.py DIRECTORY

virt-v2v's one NBD connection a disk must never break, but the forwarded SSH connections to the machine do. This program
is an NBD server for virt-v2v, one port of the loopback a disk, and an NBD client of the machine over several
connections a disk ("channels") to the port that sshd forwards. A request that a lost channel has not answered is asked
again on another one; while there is none, virt-v2v waits. It needs Python 3.6 and its standard library.

What it says to whom

  To virt-v2v (class Front): NBD's fixed newstyle handshake, any export name, structured replies and base:allocation,
  but for the export "data", which is for a running guest: QEMU's copy-on-read filter, which every stream has, takes a
  BLOCK_STATUS that fails for the end of the disk, and lets the guest read zeroes (seen with QEMU 7.2). All are
  read-only, for several connections. A connection is accepted from root and from the user of this program only, with
  "guest_users" from those too that libvirt's QEMU runs as; /proc/net/tcp tells whose it is. Nothing that could write
  is passed on: EPERM. A reply is sent when all of it is here.

  To the machine (class Channel): first each side proves that it knows the disk's key, 32 bytes, by HMAC-SHA-256:
      relay  > source   "virt-p2v relay 1", then 32 random bytes R
      source > relay    32 random bytes S, then HMAC(key, "source" + R + S)
      relay  > source   HMAC(key, "relay" + R + S); after it the source's NBD server begins with its greeting
  Then NBD's handshake with the options STRUCTURED_REPLY, SET_META_CONTEXT base:allocation and GO, and of the commands
  READ and BLOCK_STATUS. The export must have the size that relay.json says. The port must be listened on by root or by
  the user of this program: else it may be somebody's who took it when the last sshd had gone, and passes on.

Files in DIRECTORY

  relay.json     read at the start: {"reconnect": SECONDS | null, "guest_users": true | false, which may be left out,
                 "exports": [{"disk": 1, "size": BYTES, "key": HEX}, ...]}
  relay-port.N   the ports of disk N on 127.0.0.1, decimal, one a line: each is another SSH connection that leads to the
                 disk, over which its channels are spread; the channels of a port that is not there any more are closed
  relay-ready    written when it listens: a line a disk, the port for virt-v2v; removed at the end
  relay-ports    the same, and left there at the end: when a guest was started, its disks name these ports, and the next
                 relay in DIRECTORY listens on them
  guest-started  made by instant.py when a guest runs from the disks
  relay-away     is there while a running guest's requests are answered with EIO
  relay.log      its log, at most half a megabyte, and relay.log.old, the half megabyte before

Most data of a disk never comes into this program's memory: with Python 3.10 or newer the kernel moves a whole reply from
the one socket to the other one through a pipe (class Pipe), which saves a quarter of the processor time.

It ends on SIGTERM, when its parent has died, and when DIRECTORY is gone. When requests have waited
for "reconnect" seconds without a channel, and nothing was answered meanwhile, the disk is given up: all its requests,
those to come too, are answered with EIO. The time in which a channel is there and silent does not count: the network
may just come back.
With "reconnect": null it never gives up: requests wait for ever, as long as no guest runs from the disks. When one does
and nothing was answered for 20 s, channel or not, what has waited gets EIO, and what comes then too, until the machine
is there again: QEMU stops the guest, and instant.py lets it go on. A QEMU whose reads never end could not even be asked
anything, and a guest with SATA or SCSI disks gives up a request after 30 s by itself.
"""

import collections
import errno
import fcntl
import hashlib
import hmac
import json
import math
import os
import pwd
import random
import re
import resource
import selectors
import signal
import socket
import stat
import struct
import sys
import time
from typing import Callable, Deque, Dict, Generator, Iterator, List, NamedTuple, Optional, Set, Tuple, Union

MIB = 1 << 20
# Of a file with ports: as many as there can be connections, and more.
PORTS_CHARACTERS = 512
# What is buffered for all disks: replies that have not gone to virt-v2v yet, and what is read ahead.
MEMORY_BYTES = 64 * MIB
# Of it, what read-ahead may use; the rest is for what virt-v2v waits for.
AHEAD_SHARE = 0.6
# What one connection of virt-v2v may have asked for and not taken yet.
FRONT_BYTES = 32 * MIB
FRONT_REQUESTS = 1024
FRONTS = 64
# What waits to be sent on a connection, in pieces, before nothing more is read from it: a client that only asks.
OUT_ITEMS = 4 * FRONT_REQUESTS
# Even when all memory is used, a connection gets the answer to one request of this size at a time, so none starves.
ALWAYS_BYTES = 2 * MIB
# As large as the requests of nbdcopy and nbdkit; the buffers that are used again have this size.
BLOCK_BYTES = 256 * 1024
# Shorter replies are copied: a pipe takes calls of its own. How many pipes there are at most, and what each can hold; all
# of them are less than what the kernel gives to one user who is not root (/proc/sys/fs/pipe-user-pages-soft).
PIPED_BYTES = 64 * 1024
PIPES = 48
PIPE_BYTES = 512 * 1024
# A longer read is divided, so that several channels carry it.
ASK_BYTES = 512 * 1024
# RFC 4254's window, as sshd grants it to each channel: more is never under way from the machine on one.
WINDOW_BYTES = 2 * MIB
# What is asked for on one channel at most: more than the window, so that it never runs dry.
CHANNEL_BYTES = 2 * WINDOW_BYTES
CHANNEL_AHEAD_BYTES = CHANNEL_BYTES - WINDOW_BYTES // 2
CHANNELS = 16
# Of a long line, from the beginning.
FIRST_CHANNELS = 6
AHEAD_LEAST_BYTES = 8 * MIB
# On a line that is shorter, 16 requests of 256 KiB under way are 1 GB/s: nothing is gained by more of them.
SHORT_LINE_SECONDS = 0.004
HANDSHAKE_SECONDS = 30.0
RETRY_SECONDS = (0.0, 0.1, 0.2, 0.5, 1.0)
# Until one more channel is tried again that could not be opened while others work.
MORE_SECONDS = 5.0
# After that time what a connection has been asked is asked of another one that answers.
SILENT_SECONDS = 5.0
# A running guest's requests wait so long for an answer of any kind, and at most so long where that was too short.
GUEST_SECONDS, GUEST_MOST_SECONDS = 20.0, 600.0
TICK_SECONDS = 0.1
LOOK_SECONDS = 1.0
LOG_BYTES = 512 * 1024

# The NBD protocol: https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md
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

GUEST_STARTED, AWAY, PORTS = "guest-started", "relay-away", "relay-ports"
# Of those that are tried; and the first one for a guest.
BIND_TRIES, LEAST_PORT = 100, 16384
# Whose QEMU libvirt starts: Debian's and the others' account, and what its configuration says.
GUEST_ACCOUNTS = ["libvirt-qemu", "qemu"]
LIBVIRT_CONFIGURATION = "/etc/libvirt/qemu.conf"

PROOF_MAGIC = b"virt-p2v relay 1"
PROOF_BYTES = 32

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

ZEROES = bytes(MIB)

# Of fcntl(2) and splice(2), which Python 3.6 has no names for.
F_SETPIPE_SZ = 1031
SPLICE_FLAGS = 1 << 0 | 1 << 1  # move, and do not wait

# What a protocol yields: where the bytes go that it waits for, or None while it wants nothing yet.
Want = Optional[Union[memoryview, "Pipe"]]
Protocol = Generator[Want, None, None]
Reading = Generator[Want, None, bytearray]


class Broken(Exception):
    """A peer said what it must not, or has gone; its connection ends."""


# ---------------------------------------------------------------------------------------------------------------------
# Configuration, log, memory

Disk = NamedTuple("Disk", [("number", int), ("size", int), ("key", bytes)])


class Config:
    """What relay.json says."""

    def __init__(self, reconnect: Optional[float], disks: List[Disk], guest_users: bool = False) -> None:
        self.reconnect = reconnect
        self.disks = disks
        self.guest_users = guest_users

    @staticmethod
    def read(path: str) -> "Config":
        with open(path, encoding="utf-8") as file:
            text = json.load(file)
        disks = [Disk(int(each["disk"]), int(each["size"]), bytes.fromhex(each["key"])) for each in text["exports"]]
        reconnect = text["reconnect"]
        return Config(None if reconnect is None else float(reconnect), disks, text.get("guest_users") is True)


class Log:
    """The file relay.log: time, level, disk and words. Two files of bounded size."""

    def __init__(self, path: str) -> None:
        self.path = path

    def write(self, level: str, disk: Optional[int], words: str) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = "{} {} {} {}\n".format(now, level, "-" if disk is None else disk, words)
        try:
            # Opened anew each time: it must not come back when the directory has gone.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            with open(descriptor, "a", encoding="utf-8", errors="replace") as file:
                file.write(line)
                size = file.tell()
            if size > LOG_BYTES:
                os.replace(self.path, self.path + ".old")
        except OSError:
            pass  # a full file system must not end the copy


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


# ---------------------------------------------------------------------------------------------------------------------
# What is asked for


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


# ---------------------------------------------------------------------------------------------------------------------
# Connections


class Connection:
    """A socket that never blocks. What comes goes where the protocol, a generator, wants it; what goes waits until the
    socket takes it."""

    # How much may come beyond what the protocol waits for; it saves a call for each header.
    beyond = 4096

    def __init__(self, export: "Export", sock: socket.socket) -> None:
        self.export = export
        self.relay = export.relay
        self.sock = sock
        # The handshake: since when, whether it is done, and what was agreed on.
        self.since = time.monotonic()
        self.ready = False
        self.structured = False
        self.contexts = False
        self.closed = False
        self.events = 0
        self.extra = memoryview(bytearray(self.beyond))
        self.extra_start = self.extra_end = 0
        self.out = collections.deque()  # type: Deque[Union[bytes, memoryview, Pipe, Callable[[], None]]]
        self.want = None  # type: Want
        self.talk = self.protocol()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def protocol(self) -> Protocol:
        raise NotImplementedError

    def lost(self, reason: str) -> None:
        """It has ended by itself, or must end."""
        raise NotImplementedError

    def attempt(self, *steps: Callable[[], None]) -> None:
        """Takes steps; one that fails ends this connection: what nobody has thought of must not end the others."""
        try:
            for step in steps:
                step()
        except (OSError, Broken) as problem:
            self.lost(str(problem))
        except Exception as problem:
            self.relay.log.write("error", None, "{} ends: {!r}".format(type(self).__name__.lower(), problem))
            self.lost(repr(problem))

    def start(self) -> None:
        self.want = next(self.talk)
        self.watch()

    def watch(self) -> None:
        """Tells the selector what is waited for."""
        events = 0
        if self.want is not None and len(self.out) < OUT_ITEMS:
            events |= selectors.EVENT_READ
        if self.out:
            events |= selectors.EVENT_WRITE
        if events != self.events and not self.closed:
            self.relay.watch(self, self.sock, self.events, events)
            self.events = events

    def close(self) -> None:
        if not self.closed:
            if self.events:
                self.relay.watch(self, self.sock, self.events, 0)
                self.events = 0
            self.closed = True
            self.want = None
            self.sock.close()
            for item in self.out:
                if callable(item):
                    item()
            self.out.clear()

    def handle(self, events: int) -> None:
        """What the selector has told."""
        if events == selectors.EVENT_READ:
            self.attempt(self.readable, self.watch)
        elif events == selectors.EVENT_WRITE:
            self.attempt(self.writable, self.watch)
        else:
            self.attempt(self.writable, self.readable, self.watch)

    def writable(self) -> None:
        self.flush()

    # Incoming

    def read(self, length: int) -> Reading:
        """For protocols: ``yield from`` it."""
        buffer = bytearray(length)
        if length:
            yield memoryview(buffer)
        return buffer

    def readable(self) -> None:
        for _ in range(8):
            want = self.want
            if want is None or not (self.splice(want) if isinstance(want, Pipe) else self.receive(want)):
                return

    def receive(self, want: memoryview) -> bool:
        """Takes what has come; whether there may be more."""
        try:
            got = self.sock.recvmsg_into((want, self.extra))[0]
        except BlockingIOError:
            return False
        if not got:
            raise Broken("it was closed")
        self.received(got)
        if got < len(want):
            self.want = want[got:]
            return False
        self.extra_start, self.extra_end = 0, got - len(want)
        self.resume()
        return self.extra_end == self.beyond

    def splice(self, pipe: Pipe) -> bool:
        """The same for what goes through a pipe."""
        try:
            got = pipe.fill(self.sock)
        except BlockingIOError:
            return self.stuck()
        if not got:
            raise Broken("it was closed")
        self.received(got)
        if pipe.missing:
            return False
        self.extra_start = self.extra_end = 0
        self.resume()
        return True

    def stuck(self) -> bool:
        """A pipe took nothing; whether there may be more."""
        raise NotImplementedError

    def received(self, count: int) -> None:
        """So many bytes have come."""

    def resume(self) -> None:
        """Lets the protocol go on, as far as what is here leads."""
        want = self.want = next(self.talk, None)
        while want is not None and self.extra_start < self.extra_end:
            start = self.extra_start
            wanted = len(want)
            count = min(wanted, self.extra_end - start)
            self.extra_start = start + count
            if isinstance(want, Pipe):
                want.put(self.extra[start : start + count])
            else:
                want[:count] = self.extra[start : start + count]
                self.want = want[count:]
            if count < wanted:
                return
            want = self.want = next(self.talk, None)

    # Outgoing

    def send(self, *items: Union[bytes, memoryview, Pipe, Callable[[], None]]) -> None:
        """Sends bytes, now or later. A function among them is called when what is before it has gone, or never will."""
        self.out.extend(items)

    def flush(self) -> None:
        out = self.out
        while out:
            first = out[0]
            if callable(first):
                out.popleft()
                first()
                continue
            try:
                if isinstance(first, Pipe):
                    first.drain(self.sock)
                    out.popleft()
                    continue
                sent = self.sock.sendmsg(self.batch())
            except BlockingIOError:
                return
            while sent:
                item = out[0]
                if callable(item):
                    out.popleft()
                    item()
                elif isinstance(item, Pipe):
                    raise AssertionError("more was sent than there was")
                elif sent >= len(item):
                    out.popleft()
                    sent -= len(item)
                else:
                    out[0] = memoryview(item)[sent:]
                    return

    def batch(self) -> List[Union[bytes, memoryview]]:
        """What can be sent at once, from memory."""
        batch = []  # type: List[Union[bytes, memoryview]]
        for item in self.out:
            if isinstance(item, Pipe) or len(batch) == 64:
                break
            if not callable(item):
                batch.append(item)
        return batch


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
        self.export.channel_ended(self, reason)

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
        self.export.channel_ready(self)
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


class Peers:
    """Whose the sockets of this machine are, as /proc/net/tcp and tcp6 tell."""

    # 127.0.0.1, the same as IPv6 writes it, and ::1; in the byte order of x86.
    LOOPBACK = (
        ("/proc/net/tcp", "0100007F"),
        ("/proc/net/tcp6", "0000000000000000FFFF00000100007F"),
        ("/proc/net/tcp6", "00000000000000000000000001000000"),
    )
    ANY = ("00000000", "00000000000000000000000000000000")
    ESTABLISHED, LISTEN = "01", "0A"

    def __init__(self, order: str = sys.byteorder, guests: bool = False) -> None:
        self.guests = guest_users() if guests else set()
        self.loopback = [(file, address if order == "little" else swapped(address)) for file, address in self.LOOPBACK]

    @staticmethod
    def trusted(uid: int) -> bool:
        return uid in (0, os.getuid())

    def lets_in(self, uid: int) -> bool:
        return self.trusted(uid) or uid in self.guests

    def user(self, port: int, of: int, six: bool) -> Optional[int]:
        """The user of the socket that is connected from one port of 127.0.0.1, or of ::1, to another; None when
        nobody's: one that was closed says 0 where its user was. The same two ports of the other address are somebody
        else's connection."""
        for file, address in self.loopback[2:] if six else self.loopback[:2]:
            local, remote = "{}:{:04X}".format(address, port), "{}:{:04X}".format(address, of)
            for entry in entries(file):
                if entry[1] == local and entry[2] == remote and entry[3] == self.ESTABLISHED:
                    return int(entry[7])
        return None

    def listens(self, port: int) -> bool:
        """Whether somebody listens on the port of 127.0.0.1, and only who is trusted. Who listens on that address
        itself is connected to; who listens on all addresses, only when nobody does. Who listens on ::1 does not
        matter: anybody may."""
        ending = ":{:04X}".format(port)
        own = []
        others = []
        for file, address in self.loopback[:2]:
            for entry in entries(file):
                if entry[3] == self.LISTEN and entry[1] == address + ending:
                    own.append(int(entry[7]))
                elif entry[3] == self.LISTEN and entry[1] in [each + ending for each in self.ANY]:
                    others.append(int(entry[7]))
        users = own or others
        return bool(users) and all(self.trusted(uid) for uid in users)


def guest_users() -> Set[int]:
    """The users that QEMU runs as when libvirt starts it."""
    names = list(GUEST_ACCOUNTS)
    try:
        with open(LIBVIRT_CONFIGURATION, encoding="utf-8", errors="replace") as file:
            names += re.findall(r'^\s*user\s*=\s*"\+?([^"]+)"', file.read(LOG_BYTES), re.MULTILINE)
    except OSError:
        pass  # without libvirt, or it is root's to read: then the usual accounts count
    found = set()
    for name in names:
        try:
            found.add(int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid)
        except KeyError:
            pass
    return found


def entries(file: str) -> List[List[str]]:
    try:
        with open(file, encoding="ascii") as lines:
            return [line.split() for line in lines][1:]
    except FileNotFoundError:
        return []  # there is no IPv6


def ports(guest: bool, before: Optional[int]) -> Iterator[int]:
    """The ports to try. A guest's QEMU asks for its port again and again while the relay is not there: that must not be
    one which the kernel gives to whoever connects, QEMU itself among them. before: the one that it knows already."""
    if before is not None:
        yield before
        for _ in range(BIND_TRIES):
            time.sleep(0.2)
            yield before
        return
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            end = min(int(file.read().split()[0]), 32768)
    except (OSError, ValueError):
        end = 32768
    for _ in range(BIND_TRIES):
        yield random.SystemRandom().randrange(LEAST_PORT, end) if guest and end > LEAST_PORT else 0


def listen(guest: bool = False, before: Optional[int] = None) -> List[socket.socket]:
    """Listens on a free port of the loopback: virt-v2v knows it as "localhost", so nobody else may have it on ::1."""
    problem = OSError()
    for port in ports(guest, before):
        first = socket.socket()
        # It may have been this one's a moment ago.
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listeners = [first]
        try:
            first.bind(("127.0.0.1", port))
            second = socket.socket(socket.AF_INET6)
            listeners.append(second)
            second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            second.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            second.bind(("::1", first.getsockname()[1]))
        except OSError as error:
            if len(listeners) == 1 or error.errno == errno.EADDRINUSE:
                problem = OSError(error.errno, "port {}: {}".format(port, error.strerror))
                for each in listeners:
                    each.close()
                continue
            # There is no IPv6.
            listeners.pop().close()
        for listener in listeners:
            listener.listen(FRONTS)
            listener.setblocking(False)
        return listeners
    raise problem


def swapped(address: str) -> str:
    """An address of /proc/net, whose words of 32 bits are in the machine's byte order, for the other byte order."""
    words = [address[at : at + 8] for at in range(0, len(address), 8)]
    return "".join(bytes.fromhex(word)[::-1].hex().upper() for word in words)


# ---------------------------------------------------------------------------------------------------------------------
# A disk


class Pace:
    """The length of the line and the rate of the last moments; and what follows from them: how many channels, and how
    much is read ahead."""

    def __init__(self) -> None:
        self.rtt = math.inf
        self.bytes = 0
        self.rate = 0.0
        self.channels = 1
        self.began = time.monotonic()
        self.before = 0

    def round_trip(self, seconds: float) -> None:
        self.rtt = min(self.rtt, seconds)

    @property
    def long(self) -> bool:
        return SHORT_LINE_SECONDS < self.rtt < math.inf

    def begin(self, now: float) -> None:
        """Measures the rate from now on; also after a time without work, which says nothing of it."""
        self.began = now
        self.before = self.bytes

    def look(self, now: float, demand: int) -> None:
        """Adapts to what has come since the last time; the demand are the bytes that are asked for."""
        if self.rtt == math.inf:
            return
        if self.long:
            # Before there is a rate: a channel takes several round trips to open, and costs nothing while it is idle.
            self.channels = max(self.channels, FIRST_CHANNELS)
        if now - self.began < max(0.3, 2 * self.rtt):
            return
        rate = (self.bytes - self.before) / (now - self.began)
        self.begin(now)
        self.rate = max(rate, self.rate * 0.7)
        called_for = math.ceil(1.5 * rate * self.rtt / WINDOW_BYTES) + 1
        # The rate is what the channels let through: with few of them it says too little.
        wanted = min(math.ceil(demand / WINDOW_BYTES) + 1, 2 * called_for + 2) if self.long else called_for
        self.channels = max(self.channels, min(wanted, CHANNELS))

    def ahead(self) -> int:
        """How far to read ahead of all streams together, in bytes: as much again as the line holds at this rate, so
        that it can become more."""
        if not self.long:
            return 0
        # Not more than half a second's, which others wait for.
        least = min(AHEAD_LEAST_BYTES, int(self.rate / 2)) if self.rate else MIB
        return max(least, int(2 * self.rate * self.rtt))


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


class Export:
    """A disk: its listening socket, the connections to both sides, and what is asked for."""

    def __init__(self, relay: "Relay", disk: Disk) -> None:
        self.relay = relay
        self.disk = disk
        self.listeners = listen(relay.config.guest_users, relay.ports_before.get(disk.number))
        self.fronts = set()  # type: Set[Front]
        self.channels = []  # type: List[Channel]
        self.pace = Pace()
        self.queue = collections.deque()  # type: Deque[Ask]
        self.ahead_asks = collections.deque()  # type: Deque[Ask]
        self.ahead = ReadAhead(self)
        self.reserved = 0
        self.ports = []  # type: List[int]
        # When one more channel may be tried again to a port that refused one while others worked.
        self.not_before = {}  # type: Dict[int, float]
        self.port_file = None  # type: Optional[Tuple[int, int, int]]
        self.tries = 0
        self.retry_at = 0.0
        self.last_problem = ""
        # How long requests have waited without a channel since the last answer; and until when that is counted, None
        # while nothing waits.
        self.away = 0.0
        self.counted = None  # type: Optional[float]
        self.given_up = False
        # How long a request has waited without an answer to any, with a channel or not; and whether a running guest's
        # requests are refused because of that.
        self.silent = 0.0
        self.refusing = False
        self.guest_patience = GUEST_SECONDS
        self.refusals = set()  # type: Set[str]

    def log(self, level: str, words: str) -> None:
        self.relay.log.write(level, self.disk.number, words)

    # Memory

    def reserve(self, count: int) -> None:
        self.reserved += count
        self.relay.memory.used += count
        self.relay.room = self.relay.room or count < 0

    def share(self) -> int:
        """What this disk may use of the memory: all disks with connections have the same."""
        return self.relay.memory.limit // max(1, sum(1 for each in self.relay.exports if each.fronts))

    def admits(self, front: Front, offset: int, length: int) -> bool:
        """Whether a request can be taken now; if not, its connection is looked at again when there is room."""
        if not front.asked and length <= ALWAYS_BYTES:
            return True
        if front.asked >= FRONT_REQUESTS or front.asked_bytes + length > FRONT_BYTES and front.asked:
            return self.later(front)
        if length and self.ahead.find(offset, length) is None:
            memory = self.relay.memory
            # Longer than its share it is taken when nothing else is.
            if self.reserved + length > self.share() and self.reserved > self.ahead.bytes:
                return self.later(front)
            if memory.used + length > memory.limit:
                return self.later(front)
        return True

    def later(self, front: Front) -> bool:
        self.relay.paused[front] = None
        return False

    # The front

    def accept(self, listener: socket.socket) -> None:
        try:
            # To see whose it is takes a file too: only with two left is it accepted.
            with open(os.devnull):
                sock, address = listener.accept()
        except OSError as problem:
            if problem.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                # It would be told of again at once, and all the time.
                self.relay.rest(self, listener)
                self.refused("cannot accept a connection yet: {}".format(problem))
            return
        try:
            uid = self.relay.peers.user(address[1], listener.getsockname()[1], listener.family == socket.AF_INET6)
        except OSError:
            uid = None
        if uid is None or not self.relay.peers.lets_in(uid):
            sock.close()
            self.refused("refused a connection of user {}".format("unknown" if uid is None else uid))
        elif len(self.fronts) >= FRONTS:
            sock.close()
            self.refused("refused a connection: there are {}".format(FRONTS))
        else:
            front = Front(self, sock)
            self.fronts.add(front)
            front.attempt(front.start)

    def refused(self, words: str) -> None:
        """Tells each kind of refusal once: nobody can fill the log."""
        if words not in self.refusals and len(self.refusals) < 100:
            self.refusals.add(words)
            self.log("warning", words)

    def front_ended(self, front: Front) -> None:
        self.fronts.discard(front)
        self.relay.paused.pop(front, None)
        self.relay.to_flush.discard(front)
        for ask in [ask for ask in self.queue if not ask.wanted()]:
            self.queue.remove(ask)
            ask.fail(errno.EIO)
        if not self.fronts:
            self.ahead.clear()

    def take_read(self, front: Front, cookie: int, offset: int, length: int, whole: bool) -> None:
        pieces = self.ahead.find(offset, length)
        if pieces is None:
            piece = Piece(self, offset, length)
            pieces = [piece]
            self.queue.extend(piece.asks)
        else:
            for piece in pieces:
                piece.users += 1
                self.promote(piece)
        answer = Answer(front, cookie, offset, length, whole, pieces)
        self.ahead.used(offset, length)
        if self.given_up or self.refusing:
            self.fail_all()
        elif answer.missing:
            self.begin_waiting()
        else:
            front.answer_read(answer)
        if self.pace.long and not self.given_up and not self.refusing:
            self.ahead.asked(offset, length, self.relay.now)

    def ask_directly(self, answer: Answer) -> None:
        """After an error somewhere in what was read ahead: it may be beside what is wanted."""
        answer.release()
        piece = Piece(self, answer.offset, answer.length)
        answer.ask([piece])
        self.queue.extend(piece.asks)
        if self.given_up or self.refusing:
            self.fail_all()

    def promote(self, piece: Piece) -> None:
        """Somebody waits for what was only read ahead."""
        self.queue.extend(self.take_back(piece))

    def take_back(self, piece: Piece) -> List[ReadAsk]:
        """What is asked for of a piece that was to be read ahead, and is not under way yet."""
        if not piece.missing or not self.ahead_asks:
            return []
        waiting = [ask for ask in piece.asks if ask in self.ahead_asks]
        for ask in waiting:
            self.ahead_asks.remove(ask)
        return waiting

    def take_status(self, ask: StatusAsk) -> None:
        self.queue.append(ask)
        self.begin_waiting()
        if self.given_up or self.refusing:
            self.fail_all()

    # The channels

    def begin_waiting(self) -> None:
        if self.counted is None:
            self.counted = self.relay.now
            self.pace.begin(self.relay.now)
            self.relay.next_tick = min(self.relay.next_tick, self.relay.now + TICK_SECONDS)

    def waits(self) -> bool:
        return bool(self.queue) or any(channel.asks for channel in self.channels)

    def answered(self) -> None:
        self.tries = 0
        self.counted = self.relay.now
        self.away = 0.0
        self.silent = 0.0

    def dispatch(self) -> None:
        """Hands what is asked for to the channels, each to the one that has the least to do."""
        ready = [channel for channel in self.channels if channel.ready]
        if not ready:
            return
        for asks, most in ((self.queue, CHANNEL_BYTES), (self.ahead_asks, CHANNEL_AHEAD_BYTES)):
            while asks:
                channel = min(ready, key=lambda each: each.weight)
                if channel.weight >= most:
                    break
                ask = asks.popleft()
                if isinstance(ask, StatusAsk) and not channel.contexts:
                    ask.extents = TWO_U32.pack(ask.length, 0)
                    ask.done()
                    continue
                channel.ask(ask)
                self.relay.to_flush.add(channel)

    def connect(self, port: int) -> None:
        """Opens a channel."""
        try:
            sock = socket.socket()
        except OSError as problem:
            self.not_opened(port, str(problem))
            return
        channel = Channel(self, sock, port)
        self.channels.append(channel)
        channel.attempt(channel.connect)

    def next_port(self) -> Optional[int]:
        """Where to open a channel: the port that has the fewest; None when there should be no more. Each port has one,
        and until the first of all is there, no second one; a port that came later gets its share."""
        if self.given_up or self.relay.now < self.retry_at:
            return None
        counts = collections.Counter(channel.port for channel in self.channels)
        connected = self.connected()
        more = connected and len(self.channels) < self.pace.channels
        share = self.pace.channels // max(1, len(self.ports)) if connected else 0
        ports = [
            port
            for port in self.ports
            if self.not_before.get(port, 0.0) <= self.relay.now and (more or counts[port] < max(1, share))
        ]
        return min(ports, key=lambda port: counts[port]) if ports else None

    def move_on(self) -> None:
        """What one connection does not answer is asked of another one, which answers or has nothing to do; once, for
        the disk itself may be what is slow at that place."""
        silent = [channel for channel in self.channels if channel.silent()]
        others = {channel.port for channel in self.channels if channel.ready and channel not in silent}
        for channel in silent:
            if others - {channel.port} and not any(ask.moved for ask in channel.asks.values()):
                for ask in channel.asks.values():
                    ask.moved = True
                self.not_before[channel.port] = self.relay.now + MORE_SECONDS
                self.log("warning", "port {} is silent, and others answer".format(channel.port))
                channel.lost("it is silent")

    def channel_ready(self, channel: Channel) -> None:
        if self.refusing:
            self.back()
        if sum(1 for each in self.channels if each.ready) == 1:
            self.last_problem = ""
            self.log(
                "info",
                "a channel to port {}, round trip {:.1f} ms, {} replies".format(
                    channel.port, self.pace.rtt * 1000, "structured" if channel.structured else "simple"
                ),
            )

    def channel_ended(self, channel: Channel, reason: str) -> None:
        """What it has not answered is asked again, before everything else."""
        if channel not in self.channels:
            return
        self.channels.remove(channel)
        self.relay.to_flush.discard(channel)
        for ask in reversed(list(channel.asks.values())):
            ask.reset()
            # What is only read ahead, and what somebody waits for.
            (self.queue if ask.wanted() else self.ahead_asks).appendleft(ask)
        channel.asks.clear()
        if not channel.ready:
            self.not_opened(channel.port, reason)
        elif not self.connected():
            self.no_channel(reason)

    def not_opened(self, port: int, reason: str) -> None:
        if self.connected():
            # One more is not to be had there, and the others work.
            self.not_before[port] = self.relay.now + MORE_SECONDS
        else:
            self.no_channel(reason)

    def no_channel(self, reason: str) -> None:
        """Tries again, at once after the first loss."""
        self.retry_at = self.relay.now + RETRY_SECONDS[min(self.tries, len(RETRY_SECONDS) - 1)]
        self.tries += 1
        if reason != self.last_problem:
            self.last_problem = reason
            self.log("warning", "no channel: {}; {} requests wait".format(reason, len(self.queue)))

    def look_for_ports(self) -> None:
        path = os.path.join(self.relay.directory, "relay-port.{}".format(self.disk.number))
        try:
            status = os.stat(path)
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            if seen == self.port_file:
                return
            with open(path, encoding="ascii") as file:
                ports = [int(line) for line in file.read(PORTS_CHARACTERS).split()]
            if not ports or not all(0 < port < 1 << 16 for port in ports):
                raise ValueError
        except (OSError, ValueError):
            if not self.ports and not self.last_problem:
                self.last_problem = "there is no port in {} yet".format(path)
                self.log("info", self.last_problem)
            return
        self.port_file = seen
        if len(ports) > 1 or len(self.ports) > 1:
            self.log("info", "{} connections, ports {}".format(len(ports), ", ".join(map(str, ports))))
        self.ports = ports
        self.not_before.clear()
        self.tries = 0
        for channel in list(self.channels):
            if channel.port not in ports:
                channel.lost("the port {} has gone".format(channel.port))
        self.retry_at = 0.0

    def connected(self) -> bool:
        return any(channel.ready for channel in self.channels)

    # Time

    def tick(self, look: bool) -> None:
        now = self.relay.now
        if look or not self.connected():
            self.look_for_ports()
        for connection in [*self.channels, *self.fronts]:
            if not connection.ready and now - connection.since > HANDSHAKE_SECONDS:
                connection.lost("no answer for {:.0f} s".format(HANDSHAKE_SECONDS))
        demand = sum(channel.weight for channel in self.channels) + BLOCK_BYTES * (
            len(self.queue) + len(self.ahead_asks)
        )
        self.pace.look(now, demand)
        port = self.next_port()
        while port is not None:
            self.connect(port)
            port = self.next_port()
        if look:
            self.move_on()
            self.ahead.forget_stale(now)
        if not self.waits():
            self.counted = None
            self.away = 0.0
            self.silent = 0.0
            return
        if self.counted is not None:
            # A longer time is one in which this program was stopped.
            self.waited(min(now - self.counted, LOOK_SECONDS))
        self.counted = now

    def waited(self, seconds: float) -> None:
        self.silent += seconds
        if not self.connected():
            self.away += seconds
        reconnect = self.relay.config.reconnect
        if reconnect is not None:
            if self.away >= reconnect:
                self.give_up()
        elif self.silent >= self.guest_patience and self.relay.runs_a_guest():
            self.refuse()

    def refuse(self) -> None:
        """Answers a running guest's requests with EIO, until the machine is there again."""
        if self.connected():
            # It was there: perhaps its disk is slow at that place, and needs longer.
            self.guest_patience = min(2 * self.guest_patience, GUEST_MOST_SECONDS)
        self.refusing = True
        self.relay.tell_away()
        self.log("warning", "no answer for {:.0f} s: the guest's requests are refused".format(self.silent))
        for channel in list(self.channels):
            if channel.ready:
                channel.lost("it is silent")
        self.fail_all()

    def back(self) -> None:
        self.refusing = False
        self.silent = 0.0
        self.relay.tell_away()
        self.log("info", "the machine is there again: requests are passed on")

    def give_up(self) -> None:
        self.given_up = True
        self.log("error", "given up: no channel for {:g} s".format(self.relay.config.reconnect))
        for channel in list(self.channels):
            channel.lost("given up")
        self.fail_all()

    def fail_all(self) -> None:
        self.ahead.clear()
        asks = list(self.queue) + list(self.ahead_asks)  # type: List[Ask]
        self.queue.clear()
        self.ahead_asks.clear()
        for ask in asks:
            ask.fail(errno.EIO)


# ---------------------------------------------------------------------------------------------------------------------
# The program


class Relay:
    """The loop: one thread, which waits for all sockets together."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.log = Log(os.path.join(directory, "relay.log"))
        self.config = Config.read(os.path.join(directory, "relay.json"))
        self.memory = Memory(MEMORY_BYTES)
        self.peers = Peers(guests=self.config.guest_users)
        self.selector = selectors.DefaultSelector()
        self.now = time.monotonic()
        self.next_tick = 0.0
        self.to_flush = set()  # type: Set[Connection]
        # In the order in which they began to wait for room.
        self.paused = collections.OrderedDict()  # type: collections.OrderedDict[Front, None]
        # Whether there may be some now.
        self.room = False
        self.resting = []  # type: List[Tuple[Export, socket.socket]]
        self.ports_before = self.read_ports()
        self.exports = [Export(self, disk) for disk in self.config.disks]
        self.tell_away()
        self.parent = os.getppid()
        status = os.stat(directory)
        self.identity = (status.st_dev, status.st_ino)

    def watch(self, connection: Connection, sock: socket.socket, before: int, after: int) -> None:
        if not before:
            self.selector.register(sock, after, connection.handle)
        elif after:
            self.selector.modify(sock, after, connection.handle)
        else:
            self.selector.unregister(sock)

    def listen_to(self, export: Export, listener: socket.socket) -> None:
        self.selector.register(listener, selectors.EVENT_READ, lambda _: export.accept(listener))

    def rest(self, export: Export, listener: socket.socket) -> None:
        """Does not look at a listener until the next tick."""
        self.selector.unregister(listener)
        self.resting.append((export, listener))

    def read_ports(self) -> Dict[int, int]:
        """The ports by the disks' numbers that a guest's disks name already; none when no guest has been started."""
        if not os.path.exists(os.path.join(self.directory, GUEST_STARTED)):
            return {}
        with open(os.path.join(self.directory, PORTS), encoding="ascii") as file:
            return {disk.number: int(line) for disk, line in zip(self.config.disks, file)}

    def announce(self) -> None:
        """Writes relay-ports and relay-ready, whole."""
        for name in (PORTS, "relay-ready"):
            path = os.path.join(self.directory, name)
            descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:
                for export in self.exports:
                    file.write("{}\n".format(export.listeners[0].getsockname()[1]))
            os.replace(path + ".new", path)

    def run(self) -> None:
        for export in self.exports:
            for listener in export.listeners:
                self.listen_to(export, listener)
        python = sys.version.split()[0]
        self.log.write("info", None, "listening for {} disks, Python {}".format(len(self.exports), python))
        self.announce()
        next_look = 0.0
        while True:
            for key, events in self.selector.select(max(0.0, self.next_tick - self.now)):
                if key.fileobj.fileno() >= 0:  # type: ignore # not closed by what came before it
                    key.data(events)
            self.now = time.monotonic()
            self.pass_on()
            if self.now >= self.next_tick:
                look = self.now >= next_look
                if look:
                    next_look = self.now + LOOK_SECONDS
                    if not self.wanted():
                        return
                busy = False
                for export in self.exports:
                    export.tick(look)
                    busy = busy or export.waits() or not export.connected()
                self.room = True
                self.pass_on()
                resting, self.resting = self.resting, []
                for export, listener in resting:
                    self.listen_to(export, listener)
                self.next_tick = self.now + (TICK_SECONDS if busy else LOOK_SECONDS)

    def pass_on(self) -> None:
        """Resumes connections for which there is room, hands requests to channels, and sends what is to be sent."""
        while True:
            if self.room:
                self.room = False
                for front in list(self.paused):
                    del self.paused[front]
                    front.attempt(front.resume, front.watch)
            for export in self.exports:
                if export.queue or export.ahead_asks:
                    export.dispatch()
            self.flush()
            if not (self.room and self.paused):
                return

    def flush(self) -> None:
        while self.to_flush:
            connection = self.to_flush.pop()
            connection.attempt(connection.flush, connection.watch)

    def wanted(self) -> bool:
        try:
            status = os.stat(self.directory)
        except OSError:
            return False
        return os.getppid() == self.parent and stat.S_ISDIR(status.st_mode) and (
            status.st_dev, status.st_ino) == self.identity

    def runs_a_guest(self) -> bool:
        return os.path.exists(os.path.join(self.directory, GUEST_STARTED))

    def tell_away(self) -> None:
        """Makes or removes relay-away."""
        path = os.path.join(self.directory, AWAY)
        try:
            if any(export.refusing for export in self.exports):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600))
            elif os.path.lexists(path):
                os.remove(path)
        except OSError as problem:
            self.log.write("warning", None, "cannot tell that the machine is away: {}".format(problem))

    def end(self) -> None:
        for name in ("relay-ready", AWAY):
            try:
                os.remove(os.path.join(self.directory, name))
            except OSError:
                pass


def terminate(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def main(arguments: List[str]) -> None:
    if len(arguments) != 1:
        sys.exit("usage: relay.py DIRECTORY")
    # Ctrl-C and the end of a terminal are meant for virt-v2v; the wrapper ends the relay when that has ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, terminate)
    # 16 disks with all their connections are more than the 1024 files that are usual.
    try:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    except (OSError, ValueError):
        pass  # 1024 are enough for most
    try:
        relay = Relay(arguments[0])
        try:
            relay.run()
        finally:
            relay.end()
    except Exception as problem:
        Log(os.path.join(arguments[0], "relay.log")).write("error", None, "ends: {!r}".format(problem))
        raise


if __name__ == "__main__":
    main(sys.argv[1:])
