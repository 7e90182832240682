"""A connection of either side: what both sides' protocols have in common."""

import collections
import selectors
import socket
import time
from typing import Callable, Deque, Generator, List, Optional, TYPE_CHECKING, Union

from .limits import OUT_ITEMS
from .memory import Pipe
from .nbd import Broken

if TYPE_CHECKING:
    from .export import Export

# What a protocol yields: where the bytes go that it waits for, or None while it wants nothing yet.
Want = Optional[Union[memoryview, "Pipe"]]
Protocol = Generator[Want, None, None]
Reading = Generator[Want, None, bytearray]


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
