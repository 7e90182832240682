"""The loop that waits for all sockets, and the program's beginning and end."""

import collections
import os
import resource
import selectors
import signal
import socket
import stat
import sys
import time
from typing import Dict, List, Set, Tuple

from .connection import Connection
from .export import Export
from .files import AWAY, Config, GUEST_STARTED, Log, PORTS
from .front import Front
from .limits import LOOK_SECONDS, MEMORY_BYTES, TICK_SECONDS
from .memory import Memory
from .peers import Peers


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
                    busy = busy or export.waits() or not export.line.connected()
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
