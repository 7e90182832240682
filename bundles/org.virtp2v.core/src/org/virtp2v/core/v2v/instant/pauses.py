"""What has stopped the guest or the stream, and when it goes on."""

import os
from typing import Optional

from qemu.limits import MIB
from .config import Config
from .outside import Outside

# After which what an unknown error has stopped is tried a second time; doubled each time.
RETRY_SECONDS, RETRY_MOST_SECONDS = 30.0, 600.0
# How long it must run then until that is told.
STEADY_SECONDS = 3.0
# The storage is full until it has so many bytes again.
ROOM_BYTES = 64 * MIB


class Pause:
    """What has stopped the guest, or the stream, and when it goes on."""

    def __init__(self, what: str, config: Config, directory: str, outside: Outside) -> None:
        self.what = what
        self.config = config
        self.directory = directory
        self.outside = outside
        self.needs_source = True
        self.told = None  # type: Optional[str]
        self.tries = 0
        self.trying = True
        self.next_try = 0.0
        self.steady_at = 0.0

    def stopped(self, full: bool, detail: Optional[str], now: float) -> bool:
        """Tells of it once; whether to let it go on now."""
        away = self.needs_source and source_away()
        why = "storage-full" if full else "source" if away else "error"
        if self.trying:
            # It is new, or it was tried in vain. The first time at once: the machine may be there again already.
            self.trying = False
            self.next_try = now + (error_wait(self.tries) if why == "error" else 1.0)
            self.tries += 1
        if why == "error" and (self.told or self.tries == 1):
            pass  # it is tried once before that is told; and what was told was why it stopped
        elif why != self.told:
            self.told = why
            self.outside.tell("paused", what=self.what, why=why, detail=detail)
        ready = not away and (self.told != "storage-full" or free_bytes(self.directory) >= ROOM_BYTES)
        if not ready or now < self.next_try:
            return False
        self.trying = True
        self.steady_at = now + STEADY_SECONDS
        return True

    def runs(self, now: float) -> None:
        if self.tries and now >= self.steady_at:
            self.over()

    def over(self) -> None:
        if self.told:
            self.outside.tell("resumed", what=self.what, why=self.told, detail=None)
        self.told = None
        self.tries = 0
        self.trying = True


def error_wait(tries: int) -> float:
    return min(RETRY_SECONDS * 2 ** (tries - 1), RETRY_MOST_SECONDS) if tries else 1.0


def source_away() -> bool:
    return os.path.exists("relay-away") or not os.path.exists("relay-ready")


def free_bytes(directory: str) -> int:
    room = os.statvfs(directory)
    return room.f_bavail * room.f_frsize
