"""A disk: who asks for what, how long that waits, and who may wait no longer."""

import collections
import errno
import os
import socket
from typing import Deque, List, Optional, Set, TYPE_CHECKING

from .ahead import ReadAhead
from .asks import Answer, Ask, Piece, ReadAsk, StatusAsk
from .files import Disk
from .front import Front
from .limits import (
    ALWAYS_BYTES, BLOCK_BYTES, CHANNEL_AHEAD_BYTES, CHANNEL_BYTES, FRONTS, FRONT_BYTES, FRONT_REQUESTS,
    GUEST_MOST_SECONDS, GUEST_SECONDS, HANDSHAKE_SECONDS, LOOK_SECONDS, TICK_SECONDS,
)
from .line import Line
from .listeners import listen
from .nbd import TWO_U32
from .pace import Pace

if TYPE_CHECKING:
    from .program import Relay


class Export:
    """A disk: its listening socket, the connections to both sides, and what is asked for."""

    def __init__(self, relay: "Relay", disk: Disk) -> None:
        self.relay = relay
        self.disk = disk
        self.listeners = listen(relay.config.guest_users, relay.ports_before.get(disk.number))
        self.fronts = set()  # type: Set[Front]
        self.pace = Pace()
        self.line = Line(self)
        self.queue = collections.deque()  # type: Deque[Ask]
        self.ahead_asks = collections.deque()  # type: Deque[Ask]
        self.ahead = ReadAhead(self)
        self.reserved = 0
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

    # The line

    def begin_waiting(self) -> None:
        if self.counted is None:
            self.counted = self.relay.now
            self.pace.begin(self.relay.now)
            self.relay.next_tick = min(self.relay.next_tick, self.relay.now + TICK_SECONDS)

    def waits(self) -> bool:
        return bool(self.queue) or any(channel.asks for channel in self.line.channels)

    def answered(self) -> None:
        self.line.tries = 0
        self.counted = self.relay.now
        self.away = 0.0
        self.silent = 0.0

    def dispatch(self) -> None:
        """Hands what is asked for to the channels, each to the one that has the least to do."""
        ready = [channel for channel in self.line.channels if channel.ready]
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

    # Time

    def tick(self, look: bool) -> None:
        now = self.relay.now
        if look or not self.line.connected():
            self.line.look_for_ports()
        for connection in [*self.line.channels, *self.fronts]:
            if not connection.ready and now - connection.since > HANDSHAKE_SECONDS:
                connection.lost("no answer for {:.0f} s".format(HANDSHAKE_SECONDS))
        demand = sum(channel.weight for channel in self.line.channels) + BLOCK_BYTES * (
            len(self.queue) + len(self.ahead_asks)
        )
        self.pace.look(now, demand)
        port = self.line.next_port()
        while port is not None:
            self.line.connect(port)
            port = self.line.next_port()
        if look:
            self.line.move_on()
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
        if not self.line.connected():
            self.away += seconds
        reconnect = self.relay.config.reconnect
        if reconnect is not None:
            if self.away >= reconnect:
                self.give_up()
        elif self.silent >= self.guest_patience and self.relay.runs_a_guest():
            self.refuse()

    def refuse(self) -> None:
        """Answers a running guest's requests with EIO, until the machine is there again."""
        if self.line.connected():
            # It was there: perhaps its disk is slow at that place, and needs longer.
            self.guest_patience = min(2 * self.guest_patience, GUEST_MOST_SECONDS)
        self.refusing = True
        self.relay.tell_away()
        self.log("warning", "no answer for {:.0f} s: the guest's requests are refused".format(self.silent))
        for channel in list(self.line.channels):
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
        for channel in list(self.line.channels):
            channel.lost("given up")
        self.fail_all()

    def fail_all(self) -> None:
        self.ahead.clear()
        asks = list(self.queue) + list(self.ahead_asks)  # type: List[Ask]
        self.queue.clear()
        self.ahead_asks.clear()
        for ask in asks:
            ask.fail(errno.EIO)
