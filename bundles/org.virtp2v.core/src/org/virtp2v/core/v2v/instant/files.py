"""The files that are made, and the state that outlives this program."""

import json
import os
from typing import Dict, List, Optional, Tuple

from qemu.failure import Cannot
from qemu.limits import MIB
from qemu.text import one_line, read_bounded
from .commands import run
from .config import Disk
from .failure import Failed

# The relay's export that says nothing of what is allocated: relay.py tells why no guest may ask for that.
EXPORT = "data"

GUEST_STARTED, GIVEN_UP = "guest-started", "given-up"
QMP, AGENT, VNC = "instant-qmp", "instant-agent", "instant-vnc"
PID_FILE, QEMU_LOG, VARS = "instant-qemu.pid", "instant-qemu.log", "instant-vars.fd"
STATE = "instant-state.json"


class Made:
    """The files that were made here: nothing else is ever written to or removed."""

    def __init__(self) -> None:
        self.files = []  # type: List[Tuple[str, int, int]]

    def make(self, path: str, mode: int = 0o644) -> int:
        """Makes a file that must not be there, and returns its descriptor."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        except FileExistsError:
            raise Failed("exists", path)
        except OSError as problem:
            raise Failed("storage", "{}: {}".format(path, problem.strerror))
        status = os.fstat(descriptor)
        self.files.append((path, status.st_dev, status.st_ino))
        return descriptor

    def remove(self, path: Optional[str] = None) -> None:
        """Removes one of the files, or all; not what somebody has put in its place."""
        for each in [each for each in self.files if path in (None, each[0])]:
            self.files.remove(each)
            try:
                status = os.lstat(each[0])
                if (status.st_dev, status.st_ino) == each[1:]:
                    os.remove(each[0])
            except OSError:
                pass  # it has gone already

    def overlay(self, disk: Disk) -> None:
        """A qcow2 that shows the machine's disk, and keeps what is written."""
        descriptor = self.make(disk.overlay)
        try:
            # By the descriptor: what qemu-img writes to is what was made here.
            words = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", source_of(disk)]
            code, _, said = run(words + ["/proc/self/fd/{}".format(descriptor), str(disk.size)], files=(descriptor,))
        finally:
            os.close(descriptor)
        if code != 0:
            raise Failed("source" if "nbd" in said.lower() else "storage", said)

    def raw(self, disk: Disk, preallocated: bool) -> None:
        descriptor = self.make(disk.path)
        try:
            if preallocated:
                os.posix_fallocate(descriptor, 0, disk.size)
            else:
                os.ftruncate(descriptor, disk.size)
        except OSError as problem:
            raise Failed("no-space", "{}: {}".format(disk.path, problem.strerror))
        finally:
            os.close(descriptor)

    def text(self, path: str, text: str, mode: int = 0o644) -> None:
        with open(self.make(path, mode), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def source_of(disk: Disk) -> str:
    return "nbd://127.0.0.1:{}/{}".format(disk.port, EXPORT)


def write_own(name: str, text: str, lasting: bool = False) -> None:
    """A file of the run's directory, which nobody else writes to; lasting: also when the power fails now."""
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        if lasting:
            file.flush()
            os.fsync(file.fileno())


class State:
    """What cannot be found out again when this program goes on: instant-state.json, which is replaced as a whole.

    uuid, macs         of the guest and its network cards, which may be made up
    gcaps, inspected   what virt-v2v-in-place has said of it
    files              what was made: path, device and inode of each
    started            unix time; null: the guest has not executed anything
    still              whether this program has stopped the guest for a moment
    off                whether it has switched itself off
    pulling            the number of the disk that is being copied, or was at last
    pulled             the numbers of disks that need nothing of the machine any more, which is written
    moving, moved      the numbers of disks that the guest may write to the raw file only, and does
    finishing          whether what describes the guest may have been written
    """

    def __init__(self, values: Dict[str, object]) -> None:
        self.values = values

    @staticmethod
    def read() -> "State":
        try:
            values = json.loads(read_bounded(STATE, MIB))
            values["uuid"], values["gcaps"], values["inspected"], list(values["macs"]), list(values["files"])
        except (KeyError, TypeError, ValueError, OSError, Cannot) as problem:
            raise Failed("failed", "{}: {}".format(STATE, one_line(repr(problem))))
        return State(values)

    def get(self, name: str) -> object:
        return self.values.get(name)

    def disks(self, name: str) -> List[int]:
        found = self.values.get(name)
        return [int(each) for each in found] if isinstance(found, list) else []

    def note(self, **more: object) -> None:
        """On the disk before it returns: what follows may not be undone."""
        if all(self.values.get(name) == value for name, value in more.items()):
            return
        self.values.update(more)
        write_own(STATE + ".new", json.dumps(self.values), True)
        os.replace(STATE + ".new", STATE)
        directory = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def add(self, name: str, number: int) -> None:
        self.note(**{name: sorted(set(self.disks(name)) | {number})})

    def take(self, name: str, number: int) -> None:
        self.note(**{name: sorted(set(self.disks(name)) - {number})})
