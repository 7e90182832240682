"""The line to the machine, for one disk: the ports that lead there, and the channels over them."""

import collections
import os
import socket
from typing import Dict, List, Optional, TYPE_CHECKING, Tuple

from .channel import Channel
from .files import PORTS_CHARACTERS
from .limits import MORE_SECONDS, RETRY_SECONDS

if TYPE_CHECKING:
    from .export import Export


class Line:
    """Which channels there are, and where and when one more is opened."""

    def __init__(self, export: "Export") -> None:
        self.export = export
        self.relay = export.relay
        self.channels = []  # type: List[Channel]
        self.ports = []  # type: List[int]
        # When one more channel may be tried again to a port that refused one while others worked.
        self.not_before = {}  # type: Dict[int, float]
        self.port_file = None  # type: Optional[Tuple[int, int, int]]
        self.tries = 0
        self.retry_at = 0.0
        self.last_problem = ""

    def look_for_ports(self) -> None:
        path = os.path.join(self.relay.directory, "relay-port.{}".format(self.export.disk.number))
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
                self.export.log("info", self.last_problem)
            return
        self.port_file = seen
        if len(ports) > 1 or len(self.ports) > 1:
            self.export.log("info", "{} connections, ports {}".format(len(ports), ", ".join(map(str, ports))))
        self.ports = ports
        self.not_before.clear()
        self.tries = 0
        for channel in list(self.channels):
            if channel.port not in ports:
                channel.lost("the port {} has gone".format(channel.port))
        self.retry_at = 0.0

    def connected(self) -> bool:
        return any(channel.ready for channel in self.channels)

    def next_port(self) -> Optional[int]:
        """Where to open a channel: the port that has the fewest; None when there should be no more. Each port has one,
        and until the first of all is there, no second one; a port that came later gets its share."""
        if self.export.given_up or self.relay.now < self.retry_at:
            return None
        counts = collections.Counter(channel.port for channel in self.channels)
        connected = self.connected()
        more = connected and len(self.channels) < self.export.pace.channels
        share = self.export.pace.channels // max(1, len(self.ports)) if connected else 0
        ports = [
            port
            for port in self.ports
            if self.not_before.get(port, 0.0) <= self.relay.now and (more or counts[port] < max(1, share))
        ]
        return min(ports, key=lambda port: counts[port]) if ports else None

    def connect(self, port: int) -> None:
        """Opens a channel."""
        try:
            sock = socket.socket()
        except OSError as problem:
            self.not_opened(port, str(problem))
            return
        channel = Channel(self.export, sock, port)
        self.channels.append(channel)
        channel.attempt(channel.connect)

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
                self.export.log("warning", "port {} is silent, and others answer".format(channel.port))
                channel.lost("it is silent")

    def opened(self, channel: Channel) -> None:
        if self.export.refusing:
            self.export.back()
        if sum(1 for each in self.channels if each.ready) == 1:
            self.last_problem = ""
            self.export.log(
                "info",
                "a channel to port {}, round trip {:.1f} ms, {} replies".format(
                    channel.port, self.export.pace.rtt * 1000, "structured" if channel.structured else "simple"
                ),
            )

    def ended(self, channel: Channel, reason: str) -> None:
        """What it has not answered is asked again, before everything else."""
        if channel not in self.channels:
            return
        self.channels.remove(channel)
        self.relay.to_flush.discard(channel)
        for ask in reversed(list(channel.asks.values())):
            ask.reset()
            # What is only read ahead, and what somebody waits for.
            (self.export.queue if ask.wanted() else self.export.ahead_asks).appendleft(ask)
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
            self.export.log("warning", "no channel: {}; {} requests wait".format(reason, len(self.export.queue)))
