"""What the guest's disks still lack is copied while it runs."""

import contextlib
import json
import os
import time
from typing import Callable, Iterator, List, Optional

from .commands import run
from .config import Config, Disk
from .failure import Failed, Unsteady
from .files import Made, State
from .guest import Guest, Job, asked, steadily
from .outside import Outside
from .pauses import Pause
from .pictures import Pictures

# qemu-img reads all of a disk's tables: 4 TB have 0.5 GB of them.
CHECK_SECONDS = 3600.0
TICK_SECONDS = 0.5
STREAM_SECONDS = 2.0
RELAY_GONE_SECONDS = 60.0


class Stream:
    """Copies what the guest's disks still lack, one disk after the other, the hottest first, while it runs."""

    def __init__(
        self, config: Config, guest: Guest, disks: List[Disk], directory: str, outside: Outside, state: State
    ) -> None:
        self.config = config
        self.guest = guest
        self.disks = disks
        self.outside = outside
        self.noted = state
        self.pictures = Pictures(outside, guest)
        self.guest_pause = Pause("guest", config, directory, outside)
        self.stream_pause = Pause("stream", config, directory, outside)
        self.off = False
        self.relay_seen = time.monotonic()
        self.told_at = 0.0

    def run(self, made: Made) -> None:
        left = [disk for disk in self.disks if disk.number not in self.noted.disks("pulled")]
        while left:
            disk = self.hottest(left)
            left.remove(disk)
            self.noted.note(pulling=disk.number)
            self.copy("pull", disk, self.guest.pull)
            self.write_back()
            check(disk, self.guest, self.noted)
            self.noted.add("pulled", disk.number)
        self.guest_pause.needs_source = self.stream_pause.needs_source = False
        for disk in self.disks if self.config.raw else []:
            self.move(disk)
            made.remove(disk.overlay)
        self.await_guest()

    def hottest(self, left: List[Disk]) -> Disk:
        """The disk of which the guest reads most, so that it soon waits for the machine no more; at first, when it has
        read nothing yet, the one that it boots from. What it reads of the disk that is being copied stays there, so
        that one goes on first when this program was ended in the middle of it."""
        for disk in left:
            if disk.number == self.noted.get("pulling"):
                return disk
        try:
            return max(left, key=lambda disk: (self.guest.reads(disk), -disk.number))
        except Unsteady:
            return left[0]

    def move(self, disk: Disk) -> None:
        """To its raw file, unless it is there: this may have been done before, and only not been noted."""
        if disk.number in self.noted.disks("moved"):
            return
        if disk.number not in self.noted.disks("moving") or not asked(lambda: self.guest.is_moved(disk)):
            self.copy("mirror", disk, self.guest.mirror)
        self.write_back()
        if os.stat(disk.path).st_size != disk.size:
            raise Failed("check", "{} has not {} bytes".format(disk.path, disk.size))
        self.noted.add("moved", disk.number)

    def write_back(self) -> None:
        """What QEMU has in memory, qcow2's tables before all: a QEMU that dies takes it along, and with it where the
        overlay has what the stream has brought."""
        with still(self.guest, self.noted):
            pass

    def await_guest(self) -> None:
        """What has stopped the guest may last longer than the stream: it does not stay stopped."""
        while True:
            try:
                state = self.guest.state()
                if state.word != "io-error":
                    self.guest_pause.over()
                    return
                self.look_at_guest()
            except Unsteady:
                pass
            time.sleep(TICK_SECONDS)

    def copy(self, phase: str, disk: Disk, begin: Callable[[Disk], None]) -> None:
        begun = False
        while True:
            try:
                if not begun:
                    begin(disk)
                    begun = True
                job = self.guest.job(disk)
                if job.state == "done":
                    self.stream_pause.over()
                    self.tell(phase, disk, disk.size, disk.size, True)
                    return
                self.look_at_guest()
                begun = self.look_at(job, phase, disk)
            except Unsteady:
                pass  # asked again in a moment
            time.sleep(TICK_SECONDS)

    def look_at(self, job: Job, phase: str, disk: Disk) -> bool:
        """Tells how far it is; whether the job is still the one that was begun."""
        now = time.monotonic()
        if job.state == "running":
            self.stream_pause.runs(now)
            self.tell(phase, disk, job.done, job.total, False)
            return True
        if not self.stream_pause.stopped(job.full, job.detail, now):
            return True
        if job.state == "failed":
            return False
        self.guest.retry(False, disk)
        return True

    def look_at_guest(self) -> None:
        now = time.monotonic()
        state = self.guest.state()
        if state.word == "gone":
            raise Failed("guest-gone", "the guest is not there any more")
        if state.word == "off":
            if not self.off:
                self.noted.note(off=True)
                self.outside.tell("off")
            self.off = True
        elif state.word == "running":
            self.guest_pause.runs(now)
            self.pictures.look()
        elif self.guest_pause.stopped(state.full, state.word, now) and state.word == "io-error":
            self.guest.retry(True, None)
        self.look_at_relay(now)

    def look_at_relay(self, now: float) -> None:
        if not self.stream_pause.needs_source or os.path.exists("relay-ready"):
            self.relay_seen = now
        elif now - self.relay_seen > RELAY_GONE_SECONDS:
            raise Failed("source", "the relay has ended")

    def tell(self, phase: str, disk: Disk, done: int, total: int, end: bool) -> None:
        now = time.monotonic()
        if end or now - self.told_at >= STREAM_SECONDS:
            self.told_at = now
            self.outside.tell("stream", disk=disk.number, phase=phase, done=done, total=total)


@contextlib.contextmanager
def still(guest: Guest, state: State) -> Iterator[None]:
    """The guest stands still, and all is written."""
    state.note(still=True)
    steadily(lambda: guest.quiet(True))
    try:
        yield
    finally:
        steadily(lambda: guest.quiet(False))
        state.note(still=False)


def check(disk: Disk, guest: Guest, state: State) -> None:
    """That a disk needs nothing but itself, and is whole. Raises Failed if not."""
    code, text, said = run(["qemu-img", "info", "-U", "--output=json", disk.overlay])
    if code != 0:
        raise Failed("check", said)
    info = json.loads(text)
    backing = info.get("backing-filename") or info.get("full-backing-filename")
    if backing or info.get("format") != "qcow2" or info.get("virtual-size") != disk.size:
        raise Failed("check", "{}: {} bytes, backing file {}".format(disk.overlay, info.get("virtual-size"), backing))
    problem = problem_of(disk)
    if problem:
        # What QEMU has in memory may not be written yet; then it is.
        with still(guest, state):
            problem = problem_of(disk)
    if problem:
        raise Failed("check", "{}: {}".format(disk.overlay, problem))


def problem_of(disk: Disk) -> Optional[str]:
    code, text, said = run(["qemu-img", "check", "-U", "--output=json", disk.overlay], CHECK_SECONDS)
    if code not in (0, 2, 3):
        return said or "qemu-img check: exit code {}".format(code)
    found = json.loads(text)
    # Leaked clusters take room, and nothing else.
    wrong = int(found.get("corruptions", 0)) + int(found.get("check-errors", 0))
    return "{} errors".format(wrong) if wrong else None
