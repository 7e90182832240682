"""The files in the relay's directory: what it is told, its log, and the signs for others."""

import json
import os
import time
from typing import List, NamedTuple, Optional

from .limits import LOG_BYTES

# Of a file with ports: as many as there can be connections, and more.
PORTS_CHARACTERS = 512

GUEST_STARTED, AWAY, PORTS = "guest-started", "relay-away", "relay-ports"

Disk = NamedTuple("Disk", [("number", int), ("size", int), ("key", bytes)])


class Config:
    """What relay.json says."""

    def __init__(self, reconnect: Optional[float], disks: List[Disk], guest_users: bool = False) -> None:
        self.reconnect = reconnect
        self.disks = disks
        self.guest_users = guest_users

    @staticmethod
    def read(path: str) -> "Config":
        with open(path, encoding="utf-8") as file:
            text = json.load(file)
        disks = [Disk(int(each["disk"]), int(each["size"]), bytes.fromhex(each["key"])) for each in text["exports"]]
        reconnect = text["reconnect"]
        return Config(None if reconnect is None else float(reconnect), disks, text.get("guest_users") is True)


class Log:
    """The file relay.log: time, level, disk and words. Two files of bounded size."""

    def __init__(self, path: str) -> None:
        self.path = path

    def write(self, level: str, disk: Optional[int], words: str) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = "{} {} {} {}\n".format(now, level, "-" if disk is None else disk, words)
        try:
            # Opened anew each time: it must not come back when the directory has gone.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            with open(descriptor, "a", encoding="utf-8", errors="replace") as file:
                file.write(line)
                size = file.tell()
            if size > LOG_BYTES:
                os.replace(self.path, self.path + ".old")
        except OSError:
            pass  # a full file system must not end the copy
