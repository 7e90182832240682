"""What the guest shows while the stream runs."""

import base64
import time
from typing import Optional

from qemu.limits import PICTURES_LATER_SECONDS, PICTURE_SECONDS
from qemu.picture import looks_the_same
from .guest import Guest, Shown
from .outside import Outside


class Pictures:
    """Tells what the guest shows: soon after the start, then seldom."""

    def __init__(self, outside: Outside, guest: Guest) -> None:
        self.outside = outside
        self.guest = guest
        self.began = time.monotonic()
        self.next = list(PICTURE_SECONDS)
        self.last = None  # type: Optional[Shown]

    def look(self) -> None:
        at = time.monotonic() - self.began
        if at < self.next[0]:
            return
        self.next = [each for each in self.next if each > at] or [at + PICTURES_LATER_SECONDS]
        shown = self.guest.screen()
        if shown and not shows_the_same(self.last, shown):
            self.last = shown
            png = base64.b64encode(shown.png).decode("ascii")
            self.outside.tell("screen", at=round(at, 1), width=shown.width, height=shown.height, png=png)


def shows_the_same(one: Optional[Shown], other: Shown) -> bool:
    """But for a cursor, where that can be told."""
    if one and one.picture and other.picture:
        return looks_the_same(one.picture, other.picture)
    return one is not None and one.png == other.png
