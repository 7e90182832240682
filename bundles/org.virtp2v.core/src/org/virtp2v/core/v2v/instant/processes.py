"""Processes that outlive this program: which they are, and their end."""

import os
import signal
import time

from qemu.failure import Cannot
from qemu.limits import LINE_CHARACTERS, MIB
from qemu.text import printable, read_bounded


def born(pid: int) -> str:
    """When a process began, which tells it from another one with its number; empty when it has gone."""
    try:
        with open("/proc/{}/stat".format(pid), encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        return ""


def end_process(pid: int, began: str) -> bool:
    """Ends the process that began then, if it is still there; whether it has gone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(30):
            if not began or born(pid) != began:
                return bool(began)
            os.kill(pid, number)
            time.sleep(0.1)
    return False


def last_line(path: str) -> str:
    try:
        # Its end: QEMU begins with the option that it does not like, which is long.
        line = " ".join(printable(read_bounded(path, MIB)).strip().rpartition("\n")[2].split())
        return line[-LINE_CHARACTERS:]
    except (OSError, Cannot):
        return ""
