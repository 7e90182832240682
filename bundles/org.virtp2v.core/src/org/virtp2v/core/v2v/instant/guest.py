"""A guest that runs, whoever runs it."""

import time
from typing import Callable, NamedTuple, Optional, Tuple

from qemu.picture import Picture, png_of
from .config import Disk
from .failure import Failed, Unsteady

# How often QEMU or libvirt is asked again for what must be done.
ASKED_TIMES = 30

# word: "running", "io-error", "off", "gone", or another word for why the guest does not run.
Condition = NamedTuple("Condition", [("word", str), ("full", bool)])
# state: "running", "stopped" by an error, "done", "failed".
Job = NamedTuple("Job", [("state", str), ("done", int), ("total", int), ("full", bool), ("detail", Optional[str])])
Shown = NamedTuple("Shown", [("width", int), ("height", int), ("png", bytes), ("picture", Optional[Picture])])


def shown_of(picture: Optional[Picture]) -> Optional[Shown]:
    return Shown(picture.width, picture.height, png_of(picture), picture) if picture else None


class Guest:
    """A guest that QEMU or libvirt runs. Its disks' numbers begin with 1."""

    def find(self) -> bool:
        """Goes to the guest that was started before. False when nothing of it runs, and it may be started again."""
        raise NotImplementedError

    def place(self) -> Tuple[str, Optional[str]]:
        """Where it is, and where its screen is."""
        raise NotImplementedError

    def start(self) -> None:
        """Makes it ready, not running yet; where it ran before, with the files that it wrote to last."""
        raise NotImplementedError

    def go(self) -> None:
        """From here on it writes."""
        raise NotImplementedError

    def state(self) -> Condition:
        raise NotImplementedError

    def reads(self, disk: Disk) -> int:
        """How many bytes the guest has read of a disk that is not copied yet; 0 also where that is not told."""
        raise NotImplementedError

    def pull(self, disk: Disk) -> None:
        """Begins to copy what is missing in the overlay."""
        raise NotImplementedError

    def mirror(self, disk: Disk) -> None:
        """Begins to copy the overlay to the raw file, and to keep both the same."""
        raise NotImplementedError

    def job(self, disk: Disk) -> Job:
        """How far what was begun is. A mirror is done when the guest uses the raw file."""
        raise NotImplementedError

    def is_moved(self, disk: Disk) -> bool:
        """Whether the guest uses the raw file, and nothing the overlay."""
        raise NotImplementedError

    def retry(self, guest: bool, disk: Optional[Disk]) -> None:
        """Lets the guest, and a disk's job, go on after an error."""
        raise NotImplementedError

    def quiet(self, still: bool) -> None:
        """Stops the guest for a moment, with all that is in memory written; or lets it go on."""
        raise NotImplementedError

    def links_up(self) -> None:
        raise NotImplementedError

    def screen(self) -> Optional[Shown]:
        raise NotImplementedError

    def leave(self) -> None:
        """The guest is from now on what it would be without this program."""
        raise NotImplementedError

    def destroy(self) -> None:
        raise NotImplementedError


def steadily(action: Callable[[], None]) -> None:
    asked(lambda: action() is None)


def asked(question: Callable[[], bool]) -> bool:
    for _ in range(ASKED_TIMES):
        try:
            return question()
        except Unsteady:
            time.sleep(1.0)
    raise Failed("guest-gone", "it does not answer")
