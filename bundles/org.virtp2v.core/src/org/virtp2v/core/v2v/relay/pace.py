"""How long and how fast the line is, and what follows from that."""

import math
import time

from .limits import AHEAD_LEAST_BYTES, CHANNELS, FIRST_CHANNELS, MIB, SHORT_LINE_SECONDS, WINDOW_BYTES


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
